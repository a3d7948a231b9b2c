/** What all peers have in common: the command line, the events, the control connection. */
@NullMarked
package dev.realtime.peers.control;

import org.jspecify.annotations.NullMarked;
