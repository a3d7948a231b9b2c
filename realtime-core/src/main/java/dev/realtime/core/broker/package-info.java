/** Order and memory: what was published, at which position, and for how long it is kept. Depends on values and schedule. */
@NullMarked
package dev.realtime.core.broker;

import org.jspecify.annotations.NullMarked;
