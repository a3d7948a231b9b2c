package dev.realtime.client;

import dev.realtime.core.protocol.ErrorCode;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the application gave to be called.
 *
 * @param events by service: takes an event
 * @param snapshots by service: takes a snapshot; services without one refetch at every gap
 * @param onGap hears of gaps
 * @param onInvalidate hears of invalidations
 * @param onState hears of states
 * @param onRefused hears of services that are refused
 */
record Handlers(
        Map<String, Consumer<ReceivedEvent>> events,
        Map<String, Consumer<ReceivedSnapshot>> snapshots,
        Consumer<Gap> onGap,
        Consumer<Invalidation> onInvalidate,
        Consumer<ConnectionState> onState,
        BiConsumer<String, ErrorCode> onRefused) {}
