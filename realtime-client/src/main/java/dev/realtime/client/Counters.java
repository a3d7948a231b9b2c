package dev.realtime.client;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a client does. Written on the client's queue, read anywhere. */
final class Counters {
    final AtomicLong eventsReceived = new AtomicLong();
    final AtomicLong duplicates = new AtomicLong();
    final AtomicLong gaps = new AtomicLong();
    final AtomicLong lossesInTransit = new AtomicLong();
    final AtomicLong undecodable = new AtomicLong();
    final AtomicLong reconnects = new AtomicLong();
    final AtomicLong invalidations = new AtomicLong();
    final AtomicLong snapshots = new AtomicLong();
    final AtomicLong tokenRefreshes = new AtomicLong();
    final AtomicLong handlerFailures = new AtomicLong();

    Statistics read() {
        return new Statistics(
                eventsReceived.get(),
                duplicates.get(),
                gaps.get(),
                lossesInTransit.get(),
                undecodable.get(),
                reconnects.get(),
                handlerFailures.get(),
                invalidations.get(),
                snapshots.get(),
                tokenRefreshes.get());
    }
}
