package dev.realtime.tests.process;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that change their filters all the time. Turns come on one thread. */
final class Choosers implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int ROOMS = 5; // one more than there are

    private final List<RealtimeClient> clients = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final Queue<String> problems;
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean closing;

    Choosers(int port, Queue<String> problems) {
        this.problems = problems;
        for (int i = 0; i < CLIENTS; i++) {
            String user = "chooser" + i;
            Ledger ledger = Ledger.ofFiltered(user);
            var builder =
                    RealtimeClient.builder(Crowd.uri(port)).token(() -> user).backoff(Crowd.QUICK);
            for (String service : Crowd.services(i)) {
                builder.on(
                        service,
                        event -> ledger.onEvent(
                                service, event.position(), event.data().asText()));
            }
            int index = i;
            clients.add(builder.onGap(gap -> ledger.onGap(gap.service(), gap.after(), gap.position(), gap.reason()))
                    .onState(state -> ledger.onOpen(clients.get(index).positions()))
                    .build());
            ledgers.add(ledger);
        }
        clients.forEach(RealtimeClient::start);
    }

    /** How often a filter was changed. */
    long changes() {
        return changes.get();
    }

    /** The next one wants something else. */
    void turn() {
        long number = changes.getAndIncrement();
        RealtimeClient client = clients.get((int) (number % CLIENTS));
        long room = number / CLIENTS % (ROOMS + 1);
        client.changeFilter(room == ROOMS ? Filter.NONE : Filter.of("room", room))
                .whenComplete((nothing, failure) -> {
                    if (failure != null && !closing) {
                        problems.add("a filter: " + failure);
                    }
                });
    }

    List<String> problems() {
        return ledgers.stream().flatMap(ledger -> ledger.problems().stream()).toList();
    }

    long events() {
        return ledgers.stream().mapToLong(Ledger::events).sum();
    }

    @Override
    public void close() {
        closing = true;
        clients.forEach(RealtimeClient::close);
    }
}
