package dev.realtime.testkit;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Identity;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A world for one test: the real server and real clients in one thread, without sockets, on virtual time. Nothing happens until the test
 * expects something or lets time pass, and then only as much as it needs; a wait of an hour takes milliseconds. One seed, one run.
 *
 * <pre>{@code
 * try (RealtimeSim sim = RealtimeSim.ofSeed(7)) {
 *     SimServer server = sim.server();
 *     ProbedClient maria = sim.client("org-456", "maria", "finance");
 *     server.publish("org-456", "finance", "first");
 *     maria.probe("finance").expectEvent("first");
 *     sim.link(maria).halfOpen();
 *     server.publish("org-456", "finance", "missed");
 *     sim.link(maria).heal();
 *     maria.probe("finance").expectEvent("missed").replayed().expectNoMore();
 * }
 * }</pre>
 *
 * <p>Closing it closes clients and server, and fails when something of them is left. Used by one thread.
 */
public final class RealtimeSim implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);
    private static final Duration TO_END = Duration.ofMinutes(25); // two of the longest heartbeats, and some
    private static final int LINES = 40; // of the timeline, in a failure

    private final long seed;
    private final SplittableRandom random;
    private final ManualScheduler time;
    private final InMemoryNetwork network;
    private final Timeline timeline;
    private final Map<ProbedClient, Guest> guests = new LinkedHashMap<>();
    private @Nullable SimServer server;
    private String rerun;

    /** How a client lives in this world. */
    private record Guest(Link link, SimProcess process) {}

    private RealtimeSim(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.time = ManualScheduler.shuffled(random.split());
        this.network = new InMemoryNetwork(time, random.split());
        this.timeline = new Timeline(time);
        this.rerun = "RealtimeSim.ofSeed(0x%xL)".formatted(seed);
    }

    /**
     * A world at rest.
     *
     * @param seed decides everything that is left to chance: which task runs first, delays, ids
     * @return the world
     */
    public static RealtimeSim ofSeed(long seed) {
        return new RealtimeSim(seed);
    }

    /**
     * Says how to run the test again, for failures.
     *
     * @param command such as a Maven command with the seed
     * @return this
     */
    public RealtimeSim rerunBy(String command) {
        rerun = command;
        return this;
    }

    /**
     * The seed.
     *
     * @return as given
     */
    public long seed() {
        return seed;
    }

    /**
     * The time of this world.
     *
     * @return to let it pass
     */
    public ManualScheduler time() {
        return time;
    }

    /**
     * Lets time pass.
     *
     * @param duration how long
     */
    public void advance(Duration duration) {
        time.advance(duration);
    }

    /**
     * Starts a server with default options. Tokens are {@code user@org}, everybody may receive everything.
     *
     * @return the server; one for a world
     */
    public SimServer server() {
        return server(options -> options);
    }

    /**
     * Starts a server.
     *
     * @param options what to change; also asked when the server starts again
     * @return the server
     * @throws IllegalStateException if this world has one
     */
    public SimServer server(UnaryOperator<RealtimeServerBuilder> options) {
        if (server != null) {
            throw new IllegalStateException("a world has one server: restart it, or make another world");
        }
        server = new SimServer(this, options);
        return server;
    }

    /**
     * Starts a client with default options, and lets time pass until it has connected or has been refused, 30 s at most.
     *
     * @param org its tenant
     * @param user its user
     * @param services what it subscribes, at least one
     * @return the client, with a probe for each service
     */
    public ProbedClient client(String org, String user, String... services) {
        return client(org, user, options -> options, services);
    }

    /**
     * Starts a client.
     *
     * @param org its tenant
     * @param user its user
     * @param options what to change; or the handlers of the code under test, and then no services here
     * @param services what its probes subscribe, or none
     * @return the client
     */
    public ProbedClient client(
            String org, String user, UnaryOperator<RealtimeClientBuilder> options, String... services) {
        String name = guests.keySet().stream().anyMatch(other -> other.name().equals(user))
                ? user + "-" + (guests.size() + 1)
                : user;
        Link link = network.link();
        link.watch(new LinkWatch() {
            @Override
            public void onFault(String what) {
                timeline.add("FAULT " + name + ": " + what);
            }

            @Override
            public void onFrame(Way way, Frame frame) {
                timeline.frame(name, way, frame);
            }
        });
        SimProcess process = new SimProcess(time);
        RealtimeClientBuilder builder = options.apply(RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                .connector((upgrade, listener) -> link.connect(upgrade, process.connecting(listener)))
                .scheduler(process)
                .random(split())
                .token(() -> user + "@" + org));
        ProbedClient client = ProbedClient.build(name, new Mailbox(time, this::story), builder, services);
        guests.put(client, new Guest(link, process));
        client.client().start();
        time.advanceUntil(() -> hasAnswer(client.client().state()), TO_CONNECT);
        return client;
    }

    private static boolean hasAnswer(ConnectionState state) {
        return !(state instanceof ConnectionState.Idle || state instanceof ConnectionState.Connecting);
    }

    /**
     * The way between a client and the server.
     *
     * @param client a client of this world
     * @return to put faults on
     */
    public Link link(ProbedClient client) {
        return guest(client).link();
    }

    /**
     * Stops a client's process for a time, as SIGSTOP or a laptop's lid does: nothing of it runs, and what arrives waits.
     *
     * @param client a client of this world
     * @param duration how long
     */
    public void pause(ProbedClient client, Duration duration) {
        timeline.add("FAULT " + client.name() + "'s process stands still for " + duration);
        guest(client).process().pause(duration);
    }

    private Guest guest(ProbedClient client) {
        Guest guest = guests.get(client);
        if (guest == null) {
            throw new IllegalArgumentException(client.name() + " is no client of this world");
        }
        return guest;
    }

    /**
     * What happened, as lines of text: frames, faults, publications; the newest 40.
     *
     * @return for a failure's message
     */
    public String story() {
        List<String> lines = timeline.lines();
        List<String> newest = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        return "timeline: " + String.join("\n          ", newest) + "\nrerun   : " + rerun;
    }

    Timeline timeline() {
        return timeline;
    }

    InMemoryNetwork network() {
        return network;
    }

    RandomGenerator split() {
        return random.split();
    }

    static Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 2);
        return parts.length == 2 ? Optional.of(Identity.of(parts[1], parts[0])) : Optional.empty();
    }

    /**
     * Ends the world.
     *
     * @throws AssertionFailedError if clients or server leave connections or timers behind
     */
    @Override
    public void close() {
        guests.keySet().forEach(client -> client.client().close());
        SimServer last = server;
        if (last != null && last.isRunning()) {
            time.advanceUntil(() -> last.server().metrics().activeConnections() == 0, TO_END);
            require(
                    last.server().metrics().activeConnections() == 0,
                    "connections are left after all clients have closed");
            last.shutDown();
        }
        time.advance(TO_END);
        require(time.timers() == 0, time.timers() + " timers are left after all has closed");
    }

    private void require(boolean clean, String otherwise) {
        if (!clean) {
            throw new AssertionFailedError(otherwise + "\n" + story());
        }
    }
}
