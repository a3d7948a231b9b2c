/** A nats-server under test. */
@NullMarked
package dev.realtime.peers.nats;

import org.jspecify.annotations.NullMarked;
