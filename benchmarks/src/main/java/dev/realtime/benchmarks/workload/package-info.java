/** The workloads: what is asked of a server under test, and what is measured meanwhile. */
@NullMarked
package dev.realtime.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
