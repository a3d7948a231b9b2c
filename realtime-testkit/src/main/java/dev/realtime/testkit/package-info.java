/** Tests without sockets and sleeps: virtual time, an in-memory network with faults, probes. */
@NullMarked
package dev.realtime.testkit;

import org.jspecify.annotations.NullMarked;
