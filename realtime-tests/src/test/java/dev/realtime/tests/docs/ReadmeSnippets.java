package dev.realtime.tests.docs;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.TokenPlace;
import dev.realtime.jakarta.RealtimeEndpoint;
import dev.realtime.micrometer.RealtimeServerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** The code of README.md and docs, between region marks, so that it compiles. {@link ReadmeSnippetsTest} compares. */
@SuppressWarnings("unused")
final class ReadmeSnippets {
    // What an application brings.
    record Revenue(long amount) {}

    record Message(String key, Object body) {}

    interface Tokens {
        Optional<Identity> verify(String token);

        String current();
    }

    interface Rights {
        boolean allow(Identity identity, String service);
    }

    interface Bus {
        interface Consumer {
            void close();
        }

        Consumer subscribe(String org, String service, Function<Message, CompletionStage<?>> handler);
    }

    interface Store {
        Map<String, Position> load();

        void save(Map<String, Position> positions);
    }

    private Tokens tokens;
    private Rights rights;
    private Bus bus;
    private Store store;
    private String eventId;
    private Revenue revenue;

    private void show(Revenue shown) {}

    private void reload(String service) {}

    private Event toEvent(Message message) {
        return Event.of("changed", message.body()).id(message.key());
    }

    void embed(ServletContext servletContext) {
        // #region embed
        RealtimeServer realtime = RealtimeServer.builder()
                .authenticator(token -> tokens.verify(token)) // -> Optional<Identity>; empty refuses
                .authorizer((identity, service) -> rights.allow(identity, service))
                .allowedOrigins("https://app.example.com") // the own host is allowed anyway
                .retention(Retention.of(Duration.ofMinutes(5), 1_000))
                .build();
        RealtimeEndpoint.install(servletContext, realtime); // /v2/realtime/stream, /v2/realtime/metrics
        // #endregion
    }

    void publish(RealtimeServer realtime) {
        // #region publish
        Channel finance = Channel.of("org-456", "finance");
        realtime.publish(
                finance,
                Event.of("revenue_created", revenue) // anything that Jackson can serialise
                        .id(eventId)
                        .entity("revenue", "17")
                        .tag("propertyId", 1)); // -> CompletionStage<Position>
        // #endregion
    }

    void attach(RealtimeServerBuilder builder) {
        // #region upstream
        builder.upstream((channel, sink) -> {
            var consumer = bus.subscribe(
                    channel.org(), channel.service(), message -> sink.publish(toEvent(message))); // failed: redeliver
            return consumer::close;
        });
        // #endregion
    }

    void client() {
        // #region client
        RealtimeClient client = RealtimeClient.builder(URI.create("wss://app.example.com/v2/realtime/stream"))
                .token(tokens::current)
                .on("finance", Revenue.class, (revenue, event) -> show(revenue))
                .onGap(gap -> reload(gap.service()))
                .build();
        client.start();
        // #endregion
    }

    void resume(RealtimeClient client) {
        // #region positions
        store.save(client.positions()); // from time to time
        // #endregion
        // #region resume
        RealtimeClient.builder(URI.create("wss://app.example.com/v2/realtime/stream"))
                .token(tokens::current)
                .positions(store.load()) // after a restart of the process
                .on("finance", event -> System.out.println(event.type() + " at " + event.position()));
        // #endregion
    }

    void answers(RealtimeServer realtime, Channel finance, Event event, Consumer<Event> again) {
        // #region answers
        realtime.publish(finance, event).whenComplete((position, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof PublishException.BrokerUnavailable) {
                again.accept(event); // surely not appended
            } else if (cause instanceof PublishException.OutcomeUnknown && event.id() != null) {
                again.accept(event); // perhaps appended; the id keeps it single for two minutes
            }
        });
        // #endregion
    }

    void threads(RealtimeServerBuilder builder, ScheduledExecutorService timers, Executor workers) {
        // #region threads
        builder.scheduler(Scheduler.of(timers, workers)); // yours: the server does not stop them
        // #endregion
    }

    void limits(RealtimeServerBuilder builder) {
        // #region limits
        builder.heartbeat(Duration.ofSeconds(20))
                .retention(Retention.of(Duration.ofMinutes(10), 2_000).nodeBytes(256L << 20))
                .limits(Limits.DEFAULT.connectionsPerUser(20).connectionsPerOrg(5_000));
        // #endregion
    }

    void meters(RealtimeServer realtime, MeterRegistry registry) {
        // #region meters
        RealtimeServerMetrics meters = new RealtimeServerMetrics(realtime);
        meters.bindTo(registry); // and meters.close() when the server stops but the registry goes on
        // #endregion
    }

    void security(RealtimeServerBuilder builder) {
        // #region security
        builder.tokenPlaces(TokenPlace.AUTHORIZATION, TokenPlace.SUBPROTOCOL) // no tokens in URLs
                .metricsAccess(identity -> identity.org().equals("operations"));
        // #endregion
    }

    // #region listener
    @WebListener
    public final class Realtime implements ServletContextListener {
        private final RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> tokens.verify(token))
                .authorizer((identity, service) -> rights.allow(identity, service))
                .build();

        @Override
        public void contextInitialized(ServletContextEvent event) {
            RealtimeEndpoint.install(event.getServletContext(), server);
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            server.close();
        }
    }
    // #endregion
}
