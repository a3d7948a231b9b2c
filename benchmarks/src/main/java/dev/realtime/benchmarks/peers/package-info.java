/** How other servers are spoken to, which are measured side by side with this library. */
@NullMarked
package dev.realtime.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
