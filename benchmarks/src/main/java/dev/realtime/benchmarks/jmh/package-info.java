/** JMH benchmarks of the parts, without sockets: {@code benchmarks/run jmh}. */
@NullMarked
package dev.realtime.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
