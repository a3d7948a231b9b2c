/** The simple STOMP broker of Spring as a server under test. */
@NullMarked
package dev.realtime.peers.stomp;

import org.jspecify.annotations.NullMarked;
