/** A message pipe seen from one end, and the loop that feeds it. Depends on schedule for deadlines. */
@NullMarked
package dev.realtime.core.transport;

import org.jspecify.annotations.NullMarked;
