/** Remembers what was seen lately. */
@NullMarked
package dev.realtime.core.dedup;

import org.jspecify.annotations.NullMarked;
