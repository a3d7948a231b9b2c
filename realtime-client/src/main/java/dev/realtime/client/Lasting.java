package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Resume;
import java.util.function.BiFunction;

/**
 * What outlives the connections of a client, and each of them works with.
 *
 * @param subscriptions the services
 * @param filters the filter, and its changes
 * @param handshake makes the first message of a connection
 * @param counters what is counted
 */
record Lasting(
        Subscriptions subscriptions,
        FilterChanges filters,
        BiFunction<Resume, Filter, ClientMessage.Handshake> handshake,
        Counters counters) {}
