/** Binds the metrics of a server to Micrometer. */
@NullMarked
package dev.realtime.micrometer;

import org.jspecify.annotations.NullMarked;
