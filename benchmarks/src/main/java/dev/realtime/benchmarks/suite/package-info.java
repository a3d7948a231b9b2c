/** Runs the workloads against all servers in turns, and writes down what came out. */
@NullMarked
package dev.realtime.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
