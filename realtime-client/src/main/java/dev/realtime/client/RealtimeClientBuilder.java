package dev.realtime.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.client.connect.Connector;
import dev.realtime.client.connect.TyrusConnector;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.backoff.BackoffPolicy;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.schedule.Scheduler;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RealtimeClient}. Each method but {@link #build} returns this builder. Not thread-safe. */
@SuppressWarnings("checkstyle:methodcount") // one method an option: a builder is read as a list
public final class RealtimeClientBuilder {
    private final URI uri;
    private final ServiceHandlers<ReceivedEvent> handlers = new ServiceHandlers<>();
    private final ServiceHandlers<ReceivedSnapshot> snapshotHandlers = new ServiceHandlers<>();
    private Map<String, Position> positions = Map.of();
    private Filter filter = Filter.NONE;
    private Consumer<Gap> onGap = gap -> {};
    private Consumer<Invalidation> onInvalidate = invalidation -> {};
    private Consumer<ConnectionState> onState = state -> {};
    private BiConsumer<String, ErrorCode> onRefused = (service, code) -> {};
    private @Nullable Supplier<@Nullable String> tokens;
    private @Nullable Scheduler scheduler;
    private @Nullable Connector connector;
    private @Nullable RandomGenerator random;
    private @Nullable Duration reportInterval;
    private BackoffPolicy backoff = BackoffPolicy.DEFAULT;
    private Encoding encoding = Encoding.BINARY_GZIP;
    private @Nullable ObjectMapper mapper;

    RealtimeClientBuilder(URI uri) {
        Lifecycle.Target.requireWebSocket(uri);
        this.uri = uri;
    }

    /**
     * Where tokens come from. Asked before each attempt to connect, and on a connection before its token expires (when a fifth
     * of the time is left, at most 60 s before), on the client's queue, so that it may refresh; null means none this time. The
     * token goes to the server as {@code Authorization: Bearer}, a later one in a {@code refresh}. Default: no token.
     *
     * @param supplier gives the token; may block briefly
     * @return this
     */
    public RealtimeClientBuilder token(Supplier<@Nullable String> supplier) {
        tokens = Objects.requireNonNull(supplier, "supplier");
        return this;
    }

    /**
     * Subscribes a service and takes its payloads as a type. A payload that does not convert, or none, is a failure of the
     * handler.
     *
     * @param <T> the type of the payloads
     * @param service the service's name, {@code [A-Za-z0-9._:-]{1,64}}
     * @param type what {@link #mapper} turns payloads into
     * @param handler takes the payload and the event that it came with
     * @return this
     * @throws IllegalArgumentException if the name is out of range or has a handler, or there are 128 services already
     */
    public <T> RealtimeClientBuilder on(
            String service, Class<T> type, BiConsumer<? super T, ? super ReceivedEvent> handler) {
        handlers.add(service, new TypedHandler<T, ReceivedEvent>(type, ReceivedEvent::data, handler)::with);
        return this;
    }

    /**
     * Subscribes a service and takes its events as they are.
     *
     * @param service the service's name, {@code [A-Za-z0-9._:-]{1,64}}
     * @param handler takes the event
     * @return this
     * @throws IllegalArgumentException if the name is out of range or has a handler, or there are 128 services already
     */
    public RealtimeClientBuilder on(String service, Consumer<? super ReceivedEvent> handler) {
        Objects.requireNonNull(handler, "handler");
        handlers.add(service, unused -> handler::accept);
        return this;
    }

    /**
     * Takes snapshots of a service as a type: its state, which makes up for a gap, where the server has a provider of snapshots.
     * Then the application need not refetch ({@link Gap#snapshotFollows}). A payload that does not convert, or none, is a
     * failure of the handler; where it fails, the gap is told again, without a snapshot to follow. Default: services without
     * such a handler hear of gaps only.
     *
     * @param <T> the type of the payloads
     * @param service the service's name; subscribed by {@code on}
     * @param type what {@link #mapper} turns payloads into
     * @param handler takes the payload and the snapshot that it came in
     * @return this
     * @throws IllegalArgumentException if the name is out of range or has a snapshot handler
     */
    public <T> RealtimeClientBuilder onSnapshot(
            String service, Class<T> type, BiConsumer<? super T, ? super ReceivedSnapshot> handler) {
        snapshotHandlers.add(
                service, new TypedHandler<T, ReceivedSnapshot>(type, ReceivedSnapshot::data, handler)::with);
        return this;
    }

    /**
     * Hears of publications that will not come; the application refetches, unless a snapshot follows. Default: only logged.
     *
     * @param handler takes the gap
     * @return this
     */
    public RealtimeClientBuilder onGap(Consumer<Gap> handler) {
        onGap = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Hears what to fetch again of what the application has cached, of all services. Default: only counted.
     *
     * @param handler takes the keys and where they came from
     * @return this
     */
    public RealtimeClientBuilder onInvalidate(Consumer<Invalidation> handler) {
        onInvalidate = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Hears of each change of state. Default: only logged.
     *
     * @param handler takes the new state
     * @return this
     */
    public RealtimeClientBuilder onState(Consumer<ConnectionState> handler) {
        onState = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Hears of services that the server refuses for good, mostly as {@link ErrorCode#FORBIDDEN}, also when the right to one is
     * taken away meanwhile; they are asked for again only on the next connection. Default: only logged.
     *
     * @param handler takes the service's name and the reason
     * @return this
     */
    public RealtimeClientBuilder onRefused(BiConsumer<String, ErrorCode> handler) {
        onRefused = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Where services go on, as {@link RealtimeClient#positions} told. A service without position starts at its head; positions
     * of services that have no handler are left out. Default: none.
     *
     * @param byService positions by the services' names
     * @return this
     * @throws IllegalArgumentException if a name is out of range
     */
    public RealtimeClientBuilder positions(Map<String, Position> byService) {
        byService.keySet().forEach(ServiceHandlers::requireService);
        positions = Map.copyOf(byService);
        return this;
    }

    /**
     * Which publications the server sends at first, of all services; {@link RealtimeClient#changeFilter} changes it. Give the
     * one with which stored {@link #positions} were reached, or refetch: what it withheld before them does not come. Default:
     * {@link Filter#NONE}.
     *
     * @param wanted what passes
     * @return this
     */
    public RealtimeClientBuilder filter(Filter wanted) {
        filter = Objects.requireNonNull(wanted, "wanted");
        return this;
    }

    /**
     * Tells the server in this interval how far the handlers have run, where that changed, for its metrics of lag. Default:
     * with each answer to a ping.
     *
     * @param interval 100 ms to 10 min
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public RealtimeClientBuilder reportDelivered(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(100)) < 0 || interval.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("interval must be 100 ms to 10 min but was " + interval);
        }
        reportInterval = interval;
        return this;
    }

    /**
     * Time and threads. Default: daemon threads of its own, which end with the client.
     *
     * @param lent not closed by the client
     * @return this
     */
    public RealtimeClientBuilder scheduler(Scheduler lent) {
        scheduler = Objects.requireNonNull(lent, "lent");
        return this;
    }

    /**
     * How connections are opened. Default: a {@link TyrusConnector} on the client's scheduler.
     *
     * @param opener opens them
     * @return this
     */
    public RealtimeClientBuilder connector(Connector opener) {
        connector = Objects.requireNonNull(opener, "opener");
        return this;
    }

    /**
     * Chance: the spread of delays, and the name of this client instance, which nobody should guess. Default: a
     * {@link SecureRandom}.
     *
     * @param generator used on one thread at a time
     * @return this
     */
    public RealtimeClientBuilder random(RandomGenerator generator) {
        random = Objects.requireNonNull(generator, "generator");
        return this;
    }

    /**
     * The delays between attempts. Default: {@link BackoffPolicy#DEFAULT}.
     *
     * @param policy the delays
     * @return this
     */
    public RealtimeClientBuilder backoff(BackoffPolicy policy) {
        backoff = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How the server sends its frames. Default: {@link Encoding#BINARY_GZIP}.
     *
     * @param wanted the encoding
     * @return this
     */
    public RealtimeClientBuilder encoding(Encoding wanted) {
        encoding = Objects.requireNonNull(wanted, "wanted");
        return this;
    }

    /**
     * Turns payloads into types. Default: Jackson with the modules on the class path, which ignores unknown members.
     *
     * @param payloads the mapper; not changed
     * @return this
     */
    public RealtimeClientBuilder mapper(ObjectMapper payloads) {
        mapper = Objects.requireNonNull(payloads, "payloads");
        return this;
    }

    /**
     * Builds the client; it does nothing until it is started.
     *
     * @return a new client
     * @throws IllegalStateException if there is no service, or a snapshot handler for a service that is not subscribed
     */
    public RealtimeClient build() {
        List<String> services = handlers.services();
        if (services.isEmpty()) {
            throw new IllegalStateException("a client must have at least one service: call on(service, handler)");
        }
        snapshotHandlers.requireOnly(services);
        Scheduler time = scheduler == null ? Scheduler.threads("realtime-client") : scheduler;
        ObjectMapper payloads = mapper == null ? TypedHandler.defaultMapper() : mapper;
        Handlers bound = new Handlers(
                handlers.with(payloads), snapshotHandlers.with(payloads), onGap, onInvalidate, onState, onRefused);
        RandomGenerator chance = random == null ? new SecureRandom() : random;
        return new RealtimeClient(
                new QueueClock(time),
                new Setup(services, positions, filter, encoding, backoff, chance, reportInterval),
                new Application(bound, new Counters()),
                new Lifecycle.Target(uri, tokens, connector == null ? new TyrusConnector(time) : connector),
                scheduler == null ? time::close : () -> {});
    }
}
