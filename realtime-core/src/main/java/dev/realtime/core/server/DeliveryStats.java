package dev.realtime.core.server;

import java.util.Map;

/**
 * What a server has delivered since its start.
 *
 * @param eventsByService by service: publications handed to transports, counted for each connection
 * @param missedEventsReplayed those of them that a client had missed before it subscribed
 * @param batches messages of several publications, counted for each connection
 * @param encodings messages that were written for all who got them, each once
 * @param compressions messages that were compressed, each once for all who got them; large answers and pings for one
 * @param compressedMessages gzip frames sent, counted for each connection
 * @param gaps gaps told to clients
 * @param slowConsumers gaps because a client read too slowly, and connections closed as stalled (4480)
 */
public record DeliveryStats(
        Map<String, Long> eventsByService,
        long missedEventsReplayed,
        long batches,
        long encodings,
        long compressions,
        long compressedMessages,
        long gaps,
        long slowConsumers) {
    /** Keeps a copy of the map. */
    public DeliveryStats {
        eventsByService = Map.copyOf(eventsByService);
    }

    /**
     * All publications handed to transports.
     *
     * @return the sum over all services
     */
    public long eventsDelivered() {
        return eventsByService.values().stream().mapToLong(Long::longValue).sum();
    }
}
