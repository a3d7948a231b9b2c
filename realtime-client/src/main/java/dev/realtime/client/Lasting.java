package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Resume;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What outlives the connections of a client, and each of them works with.
 *
 * @param subscriptions the services
 * @param filters the filter, and its changes
 * @param handshake makes the first message of a connection
 * @param tokens asks for a token, or null where there are none; gives null when that failed
 * @param random the spread of delays
 * @param reportInterval how often to tell the server how far the handlers are, or null for with each pong
 * @param counters what is counted
 */
record Lasting(
        Subscriptions subscriptions,
        FilterChanges filters,
        BiFunction<Resume, Filter, ClientMessage.Handshake> handshake,
        @Nullable Supplier<Application.@Nullable Token> tokens,
        RandomGenerator random,
        @Nullable Duration reportInterval,
        Counters counters) {}
