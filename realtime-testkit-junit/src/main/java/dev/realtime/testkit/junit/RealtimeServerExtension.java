package dev.realtime.testkit.junit;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.jakarta.RealtimeEndpoint;
import dev.realtime.testkit.ProbedClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.AssertionFailedError;

/**
 * A real server in a real container on a free port of the loopback, for tests from end to end: for each test where the field is an
 * instance's, for all tests of a class where it is static. Tokens are {@code user@org}, everybody may receive everything, unless the
 * options say otherwise.
 *
 * <pre>{@code
 * @RegisterExtension
 * final RealtimeServerExtension realtime = RealtimeServerExtension.create();
 *
 * @Test
 * void maria_hears_it(@Subscribed(value = "finance", org = "org-456", user = "maria") ProbedClient maria) {
 *     realtime.publish("org-456", "finance", "first");
 *     maria.probe("finance").expectEvent("first");
 * }
 * }</pre>
 *
 * <p>After each test its clients are closed, and it fails when connections stay; after the last, when threads stay. Tests that share a
 * static one run one after the other. Used by the test's thread.
 */
public final class RealtimeServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final String STREAM_PATH = "/v2/realtime/stream"; // RealtimeEndpoint.install
    private static final Duration TO_END = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final UnaryOperator<RealtimeServerBuilder> options;
    private final @Nullable EmbeddedContainer kind;
    private final List<ProbedClient> clients = new ArrayList<>();
    private @Nullable Started started;
    private boolean shared; // by all tests of a class

    /** What runs. */
    private record Started(
            RealtimeServer server, EmbeddedContainer.Running container, Scheduler scheduler, String threads) {}

    private RealtimeServerExtension(UnaryOperator<RealtimeServerBuilder> options, @Nullable EmbeddedContainer kind) {
        this.options = options;
        this.kind = kind;
    }

    /**
     * A server with default options, on the container that is on the class path.
     *
     * @return to be registered
     */
    public static RealtimeServerExtension create() {
        return with(builder -> builder);
    }

    /**
     * A server with options, on the container that is on the class path; Tomcat before Jetty.
     *
     * @param options what to change
     * @return to be registered
     */
    public static RealtimeServerExtension with(UnaryOperator<RealtimeServerBuilder> options) {
        return new RealtimeServerExtension(options, null);
    }

    /**
     * The same on another container.
     *
     * @param container which
     * @return to be registered
     */
    public RealtimeServerExtension on(EmbeddedContainer container) {
        return new RealtimeServerExtension(options, container);
    }

    /**
     * The server.
     *
     * @return the one of this test
     * @throws IllegalStateException outside of a test
     */
    public RealtimeServer server() {
        return running().server();
    }

    /**
     * Where the server listens.
     *
     * @return such as {@code ws://127.0.0.1:12345/v2/realtime/stream}
     */
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + running().container().port() + STREAM_PATH);
    }

    /**
     * Publishes an event of type {@code event}, and waits until the broker has taken it.
     *
     * @param org the tenant
     * @param service the service
     * @param data the payload
     * @return its position
     */
    public Position publish(String org, String service, Object data) {
        return server().publish(Channel.of(org, service), Event.of("event", data))
                .toCompletableFuture()
                .join();
    }

    /**
     * Starts a client with default options and waits until it has connected or has been refused.
     *
     * @param org its tenant
     * @param user its user
     * @param services what it subscribes, at least one
     * @return the client, closed after the test
     */
    public ProbedClient client(String org, String user, String... services) {
        return client(org, user, builder -> builder, services);
    }

    /**
     * Starts a client and waits until it has connected or has been refused, 10 s at most.
     *
     * @param org its tenant
     * @param user its user
     * @param clientOptions what to change; or the handlers of the code under test, and then no services here
     * @param services what its probes subscribe, or none
     * @return the client, closed after the test
     */
    public ProbedClient client(
            String org, String user, UnaryOperator<RealtimeClientBuilder> clientOptions, String... services) {
        RealtimeClientBuilder builder =
                clientOptions.apply(RealtimeClient.builder(uri()).token(() -> user + "@" + org));
        ProbedClient client = ProbedClient.build(user, running().scheduler(), builder, services);
        clients.add(client);
        client.client().start();
        await(() -> hasAnswer(client.client().state()));
        return client;
    }

    private static boolean hasAnswer(ConnectionState state) {
        return !(state instanceof ConnectionState.Idle || state instanceof ConnectionState.Connecting);
    }

    private Started running() {
        return Objects.requireNonNull(started, "the server runs only during a test");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        shared = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (started == null) {
            start();
        }
    }

    private void start() throws Exception {
        String threads = "realtime-test-" + Integer.toHexString(System.identityHashCode(this));
        Scheduler scheduler = Scheduler.threads(threads);
        RealtimeServer server = options.apply(RealtimeServer.builder()
                        .authenticator(RealtimeServerExtension::authenticate)
                        .authorizer((identity, service) -> true)
                        .scheduler(scheduler))
                .build();
        EmbeddedContainer container = kind == null ? EmbeddedContainer.onClassPath() : kind;
        started = new Started(
                server, container.start(context -> RealtimeEndpoint.install(context, server)), scheduler, threads);
    }

    private static Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 2);
        return parts.length == 2 ? Optional.of(Identity.of(parts[1], parts[0])) : Optional.empty();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        clients.forEach(client -> client.client().close());
        clients.clear();
        RealtimeServer server = server();
        boolean clean = await(() -> server.metrics().activeConnections() == 0);
        long left = server.metrics().activeConnections();
        if (!shared) {
            stop();
        }
        if (!clean && context.getExecutionException().isEmpty()) {
            throw new AssertionFailedError(left + " connections are left after all clients have closed");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
    }

    private void stop() throws Exception {
        Started last = running();
        started = null;
        last.server().close();
        last.container().stop();
        last.scheduler().close();
        if (!await(() -> threads(last.threads()).isEmpty())) {
            throw new AssertionFailedError("threads are left after the server has closed: " + threads(last.threads()));
        }
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** Looks until something is so, 10 s at most; tells whether it became so. */
    private static boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + TO_END.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return condition.getAsBoolean();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RealtimeServer.class || (type == ProbedClient.class && parameter.isAnnotated(Subscribed.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == RealtimeServer.class) {
            return server();
        }
        Subscribed client = parameter.findAnnotation(Subscribed.class).orElseThrow();
        return client(client.org(), client.user(), client.value());
    }
}
