package dev.realtime.client;

import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Resume;
import java.util.function.Function;

/**
 * What outlives the connections of a client, and each of them works with.
 *
 * @param subscriptions the services
 * @param handshake makes the first message of a connection
 * @param counters what is counted
 */
record Lasting(Subscriptions subscriptions, Function<Resume, ClientMessage.Handshake> handshake, Counters counters) {}
