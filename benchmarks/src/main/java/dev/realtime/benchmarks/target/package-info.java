/** Servers under test: processes that are told over a control connection what to publish. */
@NullMarked
package dev.realtime.benchmarks.target;

import org.jspecify.annotations.NullMarked;
