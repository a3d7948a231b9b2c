/** CometD as a server under test. */
@NullMarked
package dev.realtime.peers.cometd;

import org.jspecify.annotations.NullMarked;
