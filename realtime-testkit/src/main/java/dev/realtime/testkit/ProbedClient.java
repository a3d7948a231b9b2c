package dev.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A real client whose application is the test: a {@link Probe} for each service, and what happens to the connection. A world or a server
 * extension makes it; {@link #build} makes one for any builder. Used by the test's thread; its handlers run on the client's.
 */
public final class ProbedClient {
    private final String name;
    private final RealtimeClient client;
    private final Mailbox mailbox;
    private final Map<String, Probe> probes = new LinkedHashMap<>();
    private int statesRead;

    private ProbedClient(String name, RealtimeClient client, Mailbox mailbox) {
        this.name = name;
        this.client = client;
        this.mailbox = mailbox;
    }

    /**
     * Builds a client, which is not started yet.
     *
     * @param name for failures
     * @param scheduler the client's; waits are virtual where it is a {@link ManualScheduler}
     * @param builder without handlers; or with the application's own, and then without services here
     * @param services what the probes subscribe, with snapshots; or none, and then there are no probes
     * @return the client
     */
    public static ProbedClient build(
            String name, Scheduler scheduler, RealtimeClientBuilder builder, String... services) {
        return build(name, new Mailbox(scheduler, () -> ""), builder.scheduler(scheduler), services);
    }

    /** The same in a world, whose story failures tell. */
    static ProbedClient build(String name, Mailbox mailbox, RealtimeClientBuilder builder, String... services) {
        if (services.length > 0) {
            attach(mailbox, builder, services);
        }
        ProbedClient client = new ProbedClient(name, builder.build(), mailbox);
        for (String service : services) {
            client.probes.put(service, new Probe(client, mailbox, service));
        }
        return client;
    }

    private static void attach(Mailbox mailbox, RealtimeClientBuilder builder, String... services) {
        for (String service : services) {
            builder.on(service, event -> mailbox.put(new Item.Heard(event)))
                    .onSnapshot(service, JsonNode.class, (data, snapshot) -> mailbox.put(new Item.Restored(snapshot)));
        }
        builder.onGap(gap -> mailbox.put(new Item.Missed(gap)))
                .onInvalidate(invalidation -> mailbox.put(new Item.Invalidated(invalidation)))
                .onState(mailbox::put)
                .onRefused(mailbox::refused);
    }

    /**
     * The name.
     *
     * @return as failures show it
     */
    public String name() {
        return name;
    }

    /**
     * The client itself.
     *
     * @return to start, close, and ask
     */
    public RealtimeClient client() {
        return client;
    }

    /**
     * What the application hears of a service.
     *
     * @param service one that the client subscribes
     * @return always the same probe
     * @throws IllegalArgumentException if the client does not subscribe it
     */
    public Probe probe(String service) {
        Probe probe = probes.get(service);
        if (probe == null) {
            throw new IllegalArgumentException(name + " subscribes " + probes.keySet() + ", not " + service);
        }
        return probe;
    }

    /**
     * Waits for a state; those before it are passed over, and not looked at again.
     *
     * @param <T> the state
     * @param type its type, such as {@code ConnectionState.Waiting.class}
     * @return the state
     */
    public <T extends ConnectionState> T expectState(Class<T> type) {
        Duration wait = mailbox.defaultWait();
        if (!mailbox.await(() -> next(type) != null, wait)) {
            throw failure(type.getSimpleName() + " within " + mailbox.shown(wait), client.state());
        }
        T state = Objects.requireNonNull(next(type));
        statesRead = Math.min(statesRead + 1, mailbox.states().size());
        return state;
    }

    /** The next state of a type, where the client is read up to; or where it is, if it has handlers of its own. */
    private <T extends ConnectionState> @Nullable T next(Class<T> type) {
        List<ConnectionState> states = mailbox.states();
        while (statesRead < states.size() && !type.isInstance(states.get(statesRead))) {
            statesRead++;
        }
        ConnectionState state = statesRead < states.size() ? states.get(statesRead) : client.state();
        return (states.isEmpty() || statesRead < states.size()) && type.isInstance(state) ? type.cast(state) : null;
    }

    /**
     * Waits until the client has ended for good.
     *
     * @param code why, such as 4401
     * @return this
     */
    public ProbedClient expectClosed(int code) {
        ConnectionState.Closed closed = expectState(ConnectionState.Closed.class);
        if (closed.reason().code() != code) {
            throw failure("closed with " + code, closed);
        }
        return this;
    }

    /**
     * Waits until the server has refused a service.
     *
     * @param service which
     * @param code why
     * @return this
     */
    public ProbedClient expectRefused(String service, ErrorCode code) {
        Duration wait = mailbox.defaultWait();
        mailbox.await(() -> mailbox.refusal(service) != null, wait);
        if (mailbox.refusal(service) != code) {
            throw failure(service + " refused as " + code + " within " + mailbox.shown(wait), mailbox.refusal(service));
        }
        return this;
    }

    /**
     * The states that the client went through.
     *
     * @return in order
     */
    public List<ConnectionState> states() {
        return mailbox.states();
    }

    private AssertionFailedError failure(String expected, @Nullable Object actual) {
        String text = "\nexpected: " + name + " is " + expected + "\nbut was : " + actual + "\nstates  : "
                + mailbox.states() + "\n" + mailbox.story();
        return new AssertionFailedError(text, expected, String.valueOf(actual));
    }

    /** Shows the name. */
    @Override
    public String toString() {
        return name;
    }
}
