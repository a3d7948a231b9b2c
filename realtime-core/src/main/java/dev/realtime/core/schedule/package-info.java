/** The only source of time and threads. Depends on nothing. */
@NullMarked
package dev.realtime.core.schedule;

import org.jspecify.annotations.NullMarked;
