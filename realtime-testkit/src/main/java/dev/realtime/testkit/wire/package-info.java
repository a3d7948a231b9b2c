/**
 * Tests over real sockets: a server that plays a script, a client that says what it should not, broken frames, and a proxy with
 * faults. Real time and real threads, so this is the one room of the testkit that takes both from the system.
 */
@NullMarked
package dev.realtime.testkit.wire;

import org.jspecify.annotations.NullMarked;
