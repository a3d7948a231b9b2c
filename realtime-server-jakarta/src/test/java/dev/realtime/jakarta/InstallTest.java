package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.TokenPlace;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.websocket.server.ServerContainer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the library gets into an application, and what it serves beside the stream. */
@Tag("real")
@ParameterizedClass
@EnumSource(Container.Kind.class)
class InstallTest {
    @Parameter
    Container.Kind kind;

    private TestServer realtime;
    private Container container;

    @BeforeEach
    void setUp() {
        realtime = new TestServer(options -> options.tokenPlaces(TokenPlace.AUTHORIZATION, TokenPlace.HANDSHAKE));
    }

    @AfterEach
    void tearDown() throws Exception {
        realtime.close();
        if (container != null) {
            container.stop();
        }
    }

    private void assertServes() throws Exception {
        try (Client client = Client.connect(container.stream(), "org.maria")) {
            client.send(TestServer.HANDSHAKE);
            assertEquals("ack", client.message().get("type").asText());
        }
    }

    @Test
    void the_initializer_installs_the_server_that_stands_in_the_context() throws Exception {
        ServletContainerInitializer found = StreamSupport.stream(
                        ServiceLoader.load(ServletContainerInitializer.class).spliterator(), false)
                .filter(RealtimeInitializer.class::isInstance)
                .findFirst()
                .orElseThrow();
        container = kind.start(
                context -> context.setAttribute(RealtimeServer.class.getName(), realtime.server),
                context -> found.onStartup(null, context));
        assertServes();
    }

    @Test
    void the_initializer_does_nothing_where_no_server_stands() throws Exception {
        container = kind.start(context -> new RealtimeInitializer().onStartup(null, context));
        assertTrue(
                RawClient.answer(container.port(), RealtimeEndpoint.STREAM_PATH).startsWith("http/1.1 404"));
    }

    @Test
    void the_container_for_websockets_may_come_after_the_library() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server), Container.Setup.NONE);
        assertServes();
        assertServes();
    }

    @Test
    void the_same_server_may_be_installed_twice_but_no_other() throws Exception {
        TestServer other = new TestServer(options -> options);
        container = kind.start(context -> {
            RealtimeEndpoint.install(context, realtime.server);
            RealtimeEndpoint.install(context, realtime.server);
            assertThrows(IllegalStateException.class, () -> RealtimeEndpoint.install(context, other.server));
        });
        other.close();
        assertServes();
    }

    @Test
    void installing_fails_at_the_call_where_it_cannot_work() throws Exception {
        assertThrows(NullPointerException.class, () -> RealtimeEndpoint.install(null, realtime.server));
        container = kind.start(
                context -> assertThrows(NullPointerException.class, () -> RealtimeEndpoint.install(context, null)));
        assertThrows(IllegalStateException.class, () -> RealtimeEndpoint.install(container.context(), realtime.server));
    }

    @Test
    void a_path_that_is_taken_is_told() throws Exception {
        container = kind.start(context -> {
            context.addServlet("mine", new PathServlet((request, response) -> response.setStatus(204)))
                    .addMapping(RealtimeEndpoint.STREAM_PATH);
            assertThrows(IllegalStateException.class, () -> RealtimeEndpoint.install(context, realtime.server));
        });
    }

    private String answerWith(InvocationHandler container) throws Exception {
        Object fake = container == null
                ? null
                : Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {ServerContainer.class}, container);
        this.container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        this.container.context().setAttribute(ServerContainer.class.getName(), fake);
        return RawClient.answer(this.container.port(), RealtimeEndpoint.STREAM_PATH);
    }

    @Test
    void a_container_without_websockets_is_501() throws Exception {
        assertTrue(answerWith(null).startsWith("http/1.1 501"));
    }

    @Test
    void a_container_that_cannot_upgrade_from_a_servlet_is_501() throws Exception {
        String answer = answerWith((self, method, arguments) -> {
            throw new UnsupportedOperationException();
        });
        assertTrue(answer.startsWith("http/1.1 501"), answer);
    }

    @Test
    void a_container_that_silently_does_not_upgrade_is_500() throws Exception {
        String answer = answerWith((self, method, arguments) -> null);
        assertTrue(answer.startsWith("http/1.1 500"), answer);
    }

    @Test
    void stopping_the_container_closes_the_connections() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        try (RawClient client = RawClient.connect(container.port(), "stop.maria")) {
            client.send(TestServer.HANDSHAKE);
            client.readUntil("ack");
            container.stop();
            container = null;
            assertEquals(1001, client.readCloseCode());
            assertEquals(1001, realtime.endOf("stop"));
            Wait.until("no connection is left", 5, () -> realtime.connectionsOf("stop") == 0);
        }
    }

    @Test
    void closing_the_server_closes_the_connections_and_refuses_new_ones() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        try (Client client = Client.connect(container.stream(), "close.maria")) {
            client.send(TestServer.HANDSHAKE);
            client.message();
            Client silent = Client.connect(container.stream(), "close.nobody"); // has not shaken hands yet
            realtime.close();
            assertEquals("reconnect", client.message().get("type").asText());
            assertEquals(4503, client.closeCode());
            assertEquals(4503, silent.closeCode());
            Wait.until("no session is left", 5, () -> container.sessions() == 0);
            String answer = RawClient.answer(container.port(), RealtimeEndpoint.STREAM_PATH);
            assertTrue(answer.startsWith("http/1.1 503"), answer);
            assertTrue(answer.contains("retry-after: "), answer);
        }
    }

    // ---- metrics

    private HttpResponse<String> metrics(String... headers) throws Exception {
        URI uri = URI.create("http://localhost:" + container.port() + RealtimeEndpoint.METRICS_PATH);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Client.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }

    @Test
    void the_metrics_are_for_those_who_may_see_them() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        HttpResponse<String> none = metrics();
        assertEquals(401, none.statusCode());
        assertEquals("Bearer", none.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertEquals(401, metrics("Authorization", "Bearer bad").statusCode());
        assertEquals(403, metrics("Authorization", "Bearer org.maria").statusCode());
        assertEquals(
                403,
                metrics("Authorization", "Bearer org.admin", "Origin", "https://evil.example")
                        .statusCode());
        assertEquals(503, metrics("Authorization", "Bearer broken").statusCode());
        String post = "POST " + RealtimeEndpoint.METRICS_PATH + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer org.admin\r\nContent-Length: 0\r\n\r\n";
        try (RawClient client = new RawClient(container.port())) {
            assertTrue(client.request(post).startsWith("http/1.1 405"));
        }
    }

    @Test
    void the_metrics_have_the_names_that_dashboards_know() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        try (Client client = Client.connect(container.stream(), "org.maria")) {
            client.send(TestServer.HANDSHAKE);
            client.message();
            HttpResponse<String> response = metrics("Authorization", "Bearer org.admin");
            assertEquals(200, response.statusCode());
            assertEquals(
                    "no-store", response.headers().firstValue("Cache-Control").orElseThrow());
            assertEquals(
                    "nosniff",
                    response.headers().firstValue("X-Content-Type-Options").orElseThrow());
            JsonNode metrics = new ObjectMapper().readTree(response.body());
            assertEquals(
                    List.of(
                            "activeConnections",
                            "totalConnections",
                            "eventsDelivered",
                            "eventsByService",
                            "errorCount",
                            "compressedMessages",
                            "compressions",
                            "missedEventsReplayed",
                            "batches",
                            "gaps",
                            "slowConsumers",
                            "encodings",
                            "latency",
                            "closed",
                            "connectionPoolStats"),
                    names(metrics));
            assertEquals(List.of("count", "p50Ms", "p95Ms", "p99Ms"), names(metrics.get("latency")));
            JsonNode pool = metrics.get("connectionPoolStats");
            assertEquals(
                    List.of("totalConnections", "totalOrgs", "totalSubscriptions", "connectionsByOrg"), names(pool));
            assertEquals(1, metrics.get("activeConnections").asInt());
            assertEquals(1, pool.get("connectionsByOrg").get("org").asInt());
            assertFalse(response.body().contains("maria"));
        }
    }

    @Test
    void the_metrics_name_services_orgs_and_codes_in_order() throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
        for (String org : List.of("zulu", "alpha", "mike")) {
            Client client = Client.connect(container.stream(), org + ".maria");
            client.send(TestServer.HANDSHAKE.replace("finance", org));
            assertEquals("ack", client.message().get("type").asText());
            realtime.server.publish(Channel.of(org, org), Event.of("t", "x"));
            assertEquals("event", client.message().get("type").asText());
        }
        JsonNode metrics = new ObjectMapper()
                .readTree(metrics("Authorization", "Bearer org.admin").body());
        List<String> sorted = List.of("alpha", "mike", "zulu");
        assertEquals(sorted, names(metrics.get("eventsByService")));
        assertEquals(sorted, names(metrics.get("connectionPoolStats").get("connectionsByOrg")));
        assertEquals(3, metrics.get("eventsDelivered").asInt());
    }
}
