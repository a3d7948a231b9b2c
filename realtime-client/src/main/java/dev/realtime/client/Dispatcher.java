package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands publications over to the application, each event once (F3.4). Outlives connections. On the client's queue. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);

    private final Application application;
    private final Counters counters;
    private final QueueClock clock;
    private final SeenEvents seen = new SeenEvents();

    Dispatcher(Application application, QueueClock clock) {
        this.application = application;
        this.counters = application.counters();
        this.clock = clock;
    }

    /** What comes from now on belongs to this org. */
    void useOrg(ServerMessage.@Nullable Owner identity) {
        seen.useOrg(identity == null ? "" : identity.org());
    }

    /** The application has the state of some position: what comes after that is new to it, even if it had heard it before. */
    void startAgain(String service) {
        seen.forget(service);
    }

    /** These were not handed over, since their positions are known. */
    void duplicates(List<ServerMessage.Entry> entries) {
        counters.duplicates.addAndGet(count(entries));
    }

    /** Hands over what of a range is above the position; the rest of it is known. */
    void range(ServerMessage.Range range, List<ServerMessage.Entry> fresh) {
        counters.duplicates.addAndGet(count(range.entries()) - count(fresh));
        for (ServerMessage.Entry entry : fresh) {
            publication(range.service(), entry, new Position(range.epoch(), entry.seq()));
        }
    }

    private static long count(List<ServerMessage.Entry> entries) {
        return entries.stream().mapToLong(entry -> entry.events().size()).sum();
    }

    private void publication(String service, ServerMessage.Entry entry, Position position) {
        int index = 0;
        for (ServerMessage.EventData event : entry.events()) {
            if (!seen.add(service, event, position, index++, clock.now())) {
                counters.duplicates.incrementAndGet();
                continue;
            }
            log(service, position);
            application.event(new ReceivedEvent(
                    service,
                    position,
                    entry.timestamp(),
                    entry.tags(),
                    event.type(),
                    event.id(),
                    event.entity(),
                    event.data()));
        }
        if (!entry.invalidated().isEmpty()) {
            log(service, position);
            application.invalidate(new Invalidation(service, entry.invalidated(), position, entry.timestamp()));
        }
    }

    private static void log(String service, Position position) {
        LOG.atDebug()
                .addKeyValue("service", service)
                .addKeyValue("position", position)
                .log("dispatched");
    }
}
