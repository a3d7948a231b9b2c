/** Long polling as a server under test, and its load client. */
@NullMarked
package dev.realtime.peers.polling;

import org.jspecify.annotations.NullMarked;
