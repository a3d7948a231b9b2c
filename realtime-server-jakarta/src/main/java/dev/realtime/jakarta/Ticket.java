package dev.realtime.jakarta;

import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What leads from an admitted request to its connection.
 *
 * @param server who admitted it
 * @param admitted what it said
 * @param used whether the container has taken the ticket, so that the upgrade goes on
 */
record Ticket(RealtimeServer server, Admission.Admitted admitted, AtomicBoolean used) {
    Ticket(RealtimeServer server, Admission.Admitted admitted) {
        this(server, admitted, new AtomicBoolean());
    }
}
