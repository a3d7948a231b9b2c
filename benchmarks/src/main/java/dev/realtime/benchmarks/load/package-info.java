/** The load client: one thread, thousands of WebSockets, and what they hear. */
@NullMarked
package dev.realtime.benchmarks.load;

import org.jspecify.annotations.NullMarked;
