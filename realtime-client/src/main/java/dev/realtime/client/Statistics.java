package dev.realtime.client;

/**
 * What a client has counted since it was built. The numbers are read one after the other, not at one instant. Immutable.
 *
 * @param eventsReceived events that were handed to their handlers, each once
 * @param duplicates events that came again and were not handed over: known by position or by id
 * @param gaps gaps that were reported to the application, those of reason {@code transit} included
 * @param lossesInTransit how often a message was found missing, and was asked for again (protocol rules P10 (d), P14)
 * @param undecodable frames that could not be read, and were dropped
 * @param reconnects how often the server accepted the client anew after an earlier connection
 * @param handlerFailures how often a handler or the token supplier threw, or a payload did not convert
 * @param invalidations invalidations that were handed over
 * @param snapshots snapshots that were handed to their handlers
 * @param tokenRefreshes how often the server took a new token on a connection that went on
 */
@SuppressWarnings("checkstyle:recordcomponentnumber") // numbers to look at; nobody puts them together
public record Statistics(
        long eventsReceived,
        long duplicates,
        long gaps,
        long lossesInTransit,
        long undecodable,
        long reconnects,
        long handlerFailures,
        long invalidations,
        long snapshots,
        long tokenRefreshes) {}
