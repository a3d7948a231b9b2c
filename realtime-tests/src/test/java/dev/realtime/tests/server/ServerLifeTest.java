package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.ConnectionInfo;
import dev.realtime.core.server.ServerListener;
import dev.realtime.core.server.ServerMetrics;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The end of a server, its listener, its numbers. */
class ServerLifeTest {
    private final Stage stage = new Stage();

    // ---- close

    @Test
    void P16_close_says_when_to_come_back_and_ends_the_connections_with_4503() {
        RawClient client = stage.subscribed("finance");
        stage.server.close();
        String last = client.takeOne();
        assertTrue(last.matches("\\{\"type\":\"reconnect\",.*\"reason\":\"drain\",\"afterMs\":[0-4]?\\d{1,3}}"), last);
        assertEquals(4503, client.closeCode());
        assertEquals(0, stage.server.metrics().activeConnections());
    }

    @Test
    void close_ends_a_connection_that_has_not_shaken_hands_yet() {
        RawClient client = stage.connect("maria@acme");
        stage.server.close();
        assertEquals(4503, client.closeCode());
    }

    @Test
    void close_ends_a_connection_that_is_not_authenticated_yet() {
        RawClient client = stage.connect(null);
        stage.server.close();
        assertEquals(4503, client.closeCode());
    }

    @Test
    void after_close_an_upgrade_is_503() {
        stage.server.close();
        Admission admission = stage.server.admit(new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null));
        assertEquals(503, assertInstanceOf(Admission.Refused.class, admission).status());
    }

    @Test
    void after_close_a_connection_whose_upgrade_was_under_way_is_4503() {
        HandheldTransport transport = new HandheldTransport();
        stage.server.close();
        stage.server.open(transport, new Admission.Admitted(Identity.of("acme", "maria"), null));
        assertEquals(4503, transport.closeCode());
    }

    @Test
    void close_leaves_the_upstreams() {
        Source source = new Source();
        Stage open = new Stage(options -> options.upstream(source));
        open.subscribed("finance", "tasks");
        open.server.close();
        open.settle();
        assertEquals(2, source.closed.size());
        assertEquals(0, open.server.metrics().connectionPoolStats().totalSubscriptions());
    }

    @Test
    void close_leaves_an_upstream_in_its_grace() {
        Source source = new Source();
        Stage open = new Stage(options -> options.upstream(source));
        open.subscribed("finance").close(1000);
        open.server.close();
        open.settle();
        assertEquals(List.of(FINANCE), source.closed);
        open.advance(Duration.ofMinutes(1));
        assertEquals(List.of(FINANCE), source.closed);
    }

    @Test
    void an_upstream_that_was_being_opened_is_not_left_open_by_close() {
        ManualScheduler other = ManualScheduler.inOrder();
        SlowBroker slow = new SlowBroker(new InMemoryBroker(Retention.DEFAULT, other, new Random(1)));
        slow.hold();
        Source source = new Source();
        Stage open = new Stage(options -> options.broker(slow).upstream(source));
        open.connect("maria@acme").send("{'version':1,'services':['finance']}");
        open.server.close();
        open.settle();
        slow.release();
        open.settle();
        assertEquals(source.opened, source.closed);
    }

    @Test
    void a_channel_that_is_wanted_while_the_server_closes_is_not_left_open() {
        Source source = new Source();
        Stage[] open = new Stage[1];
        open[0] = new Stage(options -> options.upstream(source).authorizer((identity, service) -> {
            open[0].server.close();
            return true;
        }));
        open[0].connect("maria@acme").send("{'version':1,'services':['finance']}");
        assertEquals(source.opened, source.closed);
    }

    @Test
    void close_twice_is_once() {
        Source source = new Source();
        Stage open = new Stage(options -> options.upstream(source));
        open.subscribed("finance");
        open.server.close();
        open.server.close();
        open.settle();
        assertEquals(List.of(FINANCE), source.closed);
    }

    @Test
    void close_leaves_no_timer_behind() {
        RawClient client = stage.subscribed("finance");
        stage.publish("one");
        stage.server.close();
        client.take();
        stage.advance(Duration.ofMinutes(10));
        assertEquals(0, stage.time.timers());
    }

    // ---- disconnect

    @Test
    void disconnect_closes_the_connections_of_one_user_with_1001() {
        RawClient one = stage.subscribed("finance");
        RawClient two = stage.subscribed("tasks");
        RawClient bob = stage.connect("bob@acme");
        bob.send("{'version':1,'services':['finance']}");
        RawClient elsewhere = stage.connect("maria@other");
        elsewhere.send("{'version':1,'services':['finance']}");
        assertEquals(2, stage.server.disconnect("acme", "maria"));
        assertEquals(
                List.of(1001, 1001, 0, 0),
                List.of(one.closeCode(), two.closeCode(), bob.closeCode(), elsewhere.closeCode()));
    }

    @Test
    void disconnect_of_nobody_is_0() {
        assertEquals(0, stage.server.disconnect("acme", "maria"));
    }

    // ---- listener

    /** Writes down what it hears. */
    private static final class Diary implements ServerListener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onConnectionOpened(ConnectionInfo connection) {
            lines.add("opened " + connection.identity().user() + " " + connection.client());
        }

        @Override
        public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
            lines.add("closed " + connection.identity().user() + " " + reason.code());
        }

        @Override
        public void onGap(ConnectionInfo connection, Channel channel, GapReason reason) {
            lines.add("gap " + channel + " " + reason);
        }
    }

    @Test
    void the_listener_hears_of_connections_and_gaps() {
        Diary diary = new Diary();
        Stage told = new Stage(options -> options.listener(diary));
        RawClient client = told.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'client':'test/1.0','positions':"
                + "{'finance':{'epoch':'old','seq':1}}}");
        client.close(1000);
        assertEquals(List.of("opened maria test/1.0", "gap acme/finance EPOCH", "closed maria 1000"), diary.lines);
    }

    @Test
    void the_listener_hears_what_the_server_said_and_not_the_echo() {
        Diary diary = new Diary();
        Stage told = new Stage(options -> options.listener(diary));
        told.subscribed("finance").send("hello");
        told.settle();
        assertEquals("closed maria 4400", diary.lines.get(1));
    }

    @Test
    void a_connection_that_never_shook_hands_is_not_told() {
        Diary diary = new Diary();
        Stage told = new Stage(options -> options.listener(diary));
        told.connect("maria@acme").close(1000);
        assertEquals(List.of(), diary.lines);
    }

    @Test
    void a_listener_that_throws_does_no_harm() {
        Stage told = new Stage(options -> options.listener(new ServerListener() {
            @Override
            public void onConnectionOpened(ConnectionInfo connection) {
                throw new IllegalStateException("opened");
            }

            @Override
            public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
                throw new IllegalStateException("closed");
            }

            @Override
            public void onGap(ConnectionInfo connection, Channel channel, GapReason reason) {
                throw new IllegalStateException("gap");
            }
        }));
        RawClient client = told.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'old','seq':1}}}");
        assertTrue(client.take().get(1).contains("gap"));
        told.publish("one");
        assertTrue(client.takeOne().contains("one"));
        client.close(1000);
        assertEquals(0, told.server.metrics().activeConnections());
        assertEquals(3, told.server.metrics().errorCount());
    }

    // ---- numbers

    @Test
    void F7_1_the_metrics_count_connections_by_org_and_deliveries_per_connection() {
        RawClient one = stage.subscribed("finance");
        stage.subscribed("finance");
        stage.connect("eve@other").send("{'version':1,'services':['finance','tasks']}");
        stage.publish("a");
        stage.publish("b");
        one.close(1000);
        ServerMetrics metrics = stage.server.metrics();
        assertEquals(2, metrics.activeConnections());
        assertEquals(3, metrics.totalConnections());
        assertEquals(4, metrics.delivery().eventsDelivered());
        assertEquals(Map.of(1000, 1L), metrics.closed());
        assertEquals(2, metrics.connectionPoolStats().totalConnections());
        assertEquals(2, metrics.connectionPoolStats().totalOrgs());
        assertEquals(3, metrics.connectionPoolStats().totalSubscriptions());
        assertEquals(
                Map.of("acme", 1, "other", 1), metrics.connectionPoolStats().connectionsByOrg());
    }

    @Test
    void F7_1_the_metrics_count_gaps_and_errors() {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'old','seq':1}}}");
        client.send("{'type':'dance','id':1}");
        ServerMetrics metrics = stage.server.metrics();
        assertEquals(1, metrics.delivery().gaps());
        assertEquals(1, metrics.errorCount());
        assertEquals(0, metrics.delivery().slowConsumers());
    }

    @Test
    void F7_1_an_org_without_connection_takes_no_room() {
        stage.subscribed("finance").close(1000);
        stage.settle();
        assertEquals(Map.of(), stage.server.metrics().connectionPoolStats().connectionsByOrg());
        assertEquals(0, stage.server.metrics().connectionPoolStats().totalOrgs());
    }

    @Test
    void F7_1_nobody_may_read_the_metrics_from_outside_unless_allowed() {
        assertTrue(stage.server.metricsFor(Identity.of("acme", "maria")).isEmpty());
        Stage open = new Stage(
                options -> options.metricsAccess(identity -> identity.user().equals("ops")));
        assertTrue(open.server.metricsFor(Identity.of("acme", "ops")).isPresent());
        assertTrue(open.server.metricsFor(Identity.of("acme", "maria")).isEmpty());
    }
}
