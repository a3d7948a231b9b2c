/** How long to wait before the next try. */
@NullMarked
package dev.realtime.core.backoff;

import org.jspecify.annotations.NullMarked;
