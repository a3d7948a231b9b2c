package dev.realtime.core.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.schedule.Scheduler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Configures a {@link RealtimeServer}. Misuse fails at the call. Not thread-safe. */
@SuppressWarnings("checkstyle:methodcount") // one method an option: a builder is read as a list
public final class RealtimeServerBuilder {
    private static final Duration LAST_TASKS = Duration.ofSeconds(5); // for transports that are closing

    private @Nullable Authenticator authenticator;
    private @Nullable Authorizer authorizer;
    private final Set<String> origins = new HashSet<>();
    private Set<TokenPlace> tokenPlaces = EnumSet.allOf(TokenPlace.class);
    private Retention retention = Retention.DEFAULT;
    private Limits limits = Limits.DEFAULT;
    private Duration heartbeat = Duration.ofSeconds(30);
    private Duration grace = Duration.ofSeconds(15);
    private @Nullable Broker broker;
    private @Nullable Upstream upstream;
    private Function<Channel, ChannelOptions> channels = channel -> ChannelOptions.DEFAULT;
    private @Nullable Scheduler scheduler;
    private ServerListener listener = ServerListener.NONE;
    private Predicate<Identity> metricsAccess = identity -> false;
    private @Nullable ObjectMapper mapper;
    private RandomGenerator random = new SecureRandom();

    RealtimeServerBuilder() {}

    /**
     * Who tokens belong to. Required.
     *
     * @param newAuthenticator the application's
     * @return this
     */
    public RealtimeServerBuilder authenticator(Authenticator newAuthenticator) {
        authenticator = Objects.requireNonNull(newAuthenticator, "authenticator");
        return this;
    }

    /**
     * Who may receive what. Required.
     *
     * @param newAuthorizer the application's
     * @return this
     */
    public RealtimeServerBuilder authorizer(Authorizer newAuthorizer) {
        authorizer = Objects.requireNonNull(newAuthorizer, "authorizer");
        return this;
    }

    /**
     * Whose pages may connect beside those of the server's own host; compared to the letter, but for case. Default: none.
     *
     * @param allowed such as {@code https://app.example.com}
     * @return this
     * @throws IllegalArgumentException if one is not a scheme and a host
     */
    public RealtimeServerBuilder allowedOrigins(String... allowed) {
        for (String origin : allowed) {
            if (!origin.matches("https?://[^/*\\s]+")) {
                throw new IllegalArgumentException("origin must be like https://app.example.com but was " + origin);
            }
            origins.add(origin.toLowerCase(Locale.ROOT));
        }
        return this;
    }

    /**
     * Where clients may put their tokens (protocol rule P1). Default: all places.
     *
     * @param places at least one
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    public RealtimeServerBuilder tokenPlaces(TokenPlace... places) {
        if (places.length == 0) {
            throw new IllegalArgumentException("tokenPlaces must name at least one place");
        }
        tokenPlaces = EnumSet.copyOf(Arrays.asList(places));
        return this;
    }

    /**
     * How much past is kept. Default: 5 minutes, 1,000 publications a channel, 64 MiB in all.
     *
     * @param newRetention the bounds
     * @return this
     */
    public RealtimeServerBuilder retention(Retention newRetention) {
        retention = Objects.requireNonNull(newRetention, "retention");
        return this;
    }

    /**
     * What a client may use.
     *
     * @param newLimits instead of {@link Limits#DEFAULT}
     * @return this
     */
    public RealtimeServerBuilder limits(Limits newLimits) {
        limits = Objects.requireNonNull(newLimits, "limits");
        return this;
    }

    /**
     * How often clients are pinged. Default: 30 s.
     *
     * @param interval 100 ms to 10 min
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public RealtimeServerBuilder heartbeat(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(100)) < 0 || interval.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("heartbeat must be 100 ms to 10 min but was " + interval);
        }
        heartbeat = interval;
        return this;
    }

    /**
     * How long a channel stays open after its last subscriber has left. Default: 15 s.
     *
     * @param period not negative
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public RealtimeServerBuilder grace(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative but was " + period);
        }
        grace = period;
        return this;
    }

    /**
     * What orders and keeps publications. Default: an in-memory one with {@link #retention}, closed with the server. One that is
     * given is not closed.
     *
     * @param newBroker the broker
     * @return this
     */
    public RealtimeServerBuilder broker(Broker newBroker) {
        broker = Objects.requireNonNull(newBroker, "broker");
        return this;
    }

    /**
     * The application's own bus. Default: none; the application calls {@link RealtimeServer#publish}.
     *
     * @param newUpstream opened per channel on demand
     * @return this
     */
    public RealtimeServerBuilder upstream(Upstream newUpstream) {
        upstream = Objects.requireNonNull(newUpstream, "upstream");
        return this;
    }

    /**
     * How each channel is delivered. Default: {@link ChannelOptions#DEFAULT} for all.
     *
     * @param options asked when a channel is opened; quick, and always the same for a channel
     * @return this
     */
    public RealtimeServerBuilder channels(Function<Channel, ChannelOptions> options) {
        channels = Objects.requireNonNull(options, "options");
        return this;
    }

    /**
     * Where time and threads come from. Default: threads of the server's own, stopped 5 s after it. One that is given is not closed.
     *
     * @param newScheduler the scheduler
     * @return this
     */
    public RealtimeServerBuilder scheduler(Scheduler newScheduler) {
        scheduler = Objects.requireNonNull(newScheduler, "scheduler");
        return this;
    }

    /**
     * Who hears of connections. Default: nobody.
     *
     * @param newListener the application's
     * @return this
     */
    public RealtimeServerBuilder listener(ServerListener newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /**
     * Who may read the metrics from outside. They tell of all orgs. Default: nobody.
     *
     * @param access decides by identity
     * @return this
     */
    public RealtimeServerBuilder metricsAccess(Predicate<Identity> access) {
        metricsAccess = Objects.requireNonNull(access, "metricsAccess");
        return this;
    }

    /**
     * What serialises payloads. Default: one with the modules on the class path.
     *
     * @param newMapper the application's; not reconfigured any more
     * @return this
     */
    public RealtimeServerBuilder objectMapper(ObjectMapper newMapper) {
        mapper = Objects.requireNonNull(newMapper, "objectMapper");
        return this;
    }

    /**
     * Where ids, epochs and spread come from. Default: {@link SecureRandom}.
     *
     * @param newRandom for tests
     * @return this
     */
    public RealtimeServerBuilder random(RandomGenerator newRandom) {
        random = Objects.requireNonNull(newRandom, "random");
        return this;
    }

    /**
     * Builds the server.
     *
     * @return the server, ready; close it to stop
     * @throws IllegalStateException if there is no authenticator or no authorizer: a server that denies everything is a mistake
     */
    public RealtimeServer build() {
        if (authenticator == null) {
            throw new IllegalStateException("authenticator must be set: nobody could connect");
        } else if (authorizer == null) {
            throw new IllegalStateException("authorizer must be set: nobody could receive anything");
        }
        Access.Rules rules = new Access.Rules(authenticator, authorizer, Set.copyOf(origins), tokenPlaces);
        Scheduler time = scheduler == null ? Scheduler.threads("realtime") : scheduler;
        Broker order = broker == null ? new InMemoryBroker(retention, time, random) : broker;
        Scheduler delivery = scheduler == null ? Scheduler.threads("realtime-delivery") : scheduler;
        Sinks sinks = new Sinks();
        EventWriter writer = new EventWriter(mapper);
        Node node = node(rules, new ChannelFeeds.Sources(order, upstream, sinks), new Times(time, delivery), writer);
        RealtimeServer server = new RealtimeServer(
                node,
                new RealtimeServer.Publishing(order, writer),
                new ConnectionEvents(node.counters(), listener),
                metricsAccess,
                new RealtimeServer.Owned(
                        broker == null ? order::close : () -> {},
                        scheduler == null ? () -> closeLater(time, delivery) : () -> {}));
        sinks.serve(server);
        return server;
    }

    /** Live delivery has threads of its own: it does not wait behind handshakes, replays and the application. */
    private record Times(Scheduler general, Scheduler delivery) {}

    private static void closeLater(Scheduler general, Scheduler delivery) {
        general.schedule(LAST_TASKS, delivery::close);
        general.schedule(LAST_TASKS, general::close);
    }

    private Node node(Access.Rules rules, ChannelFeeds.Sources sources, Times times, EventWriter writer) {
        Scheduler time = times.general();
        var settings = new ChannelFeeds.Settings(time, new RetentionWatch(retention, time), grace, channels);
        int processors = Runtime.getRuntime().availableProcessors();
        Replays replays = new Replays(time, Math.max(1, processors / 2));
        FanOut.Means means = new FanOut.Means(times.delivery(), new Counters(), replays, heartbeat, processors);
        return new Node(
                new Access(rules, time),
                limits,
                heartbeat,
                new ConnectionPool(limits, heartbeat),
                new ChannelFeeds(sources, settings, means, writer),
                means.counters(),
                time,
                new Chance(random));
    }
}
