package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Protocol rule P7: services that are refused, or cannot be opened now. */
class OpeningTest {
    private static final String UNAVAILABLE = "'code':'UNAVAILABLE','retryAfterMs':2000}";

    private static RawClient hello(Stage stage, String services) {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':[" + services + "]}");
        return client;
    }

    @Test
    void P7_a_forbidden_service_is_refused_beside_an_allowed_one() {
        Stage stage = new Stage(options -> options.authorizer((identity, service) -> service.equals("finance")));
        assertEquals(
                json("{'type':'ack','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','connectionId':'C',"
                        + "'identity':{'org':'acme','user':'maria'},'heartbeatMs':30000,"
                        + "'positions':{'finance':{'epoch':'E0','seq':0,'resumed':'fresh','head':0}},"
                        + "'refused':[{'service':'secret','code':'FORBIDDEN'}]}"),
                hello(stage, "'secret','finance'").takeOne());
    }

    @Test
    void D4_nothing_of_a_forbidden_service_is_delivered() {
        Stage stage = new Stage(options -> options.authorizer((identity, service) -> service.equals("finance")));
        RawClient client = hello(stage, "'secret','finance'");
        client.take();
        stage.publish(Channel.of("acme", "secret"), Event.of("t", 1));
        assertEquals(List.of(), client.take());
    }

    @Test
    void P7_when_every_service_is_forbidden_the_connection_is_4403() {
        Stage stage = new Stage(options -> options.authorizer((identity, service) -> false));
        RawClient client = hello(stage, "'secret','finance'");
        assertTrue(client.takeOne().contains(json("'code':'FORBIDDEN'")));
        assertEquals(4403, client.closeCode());
    }

    @Test
    void F2_3_a_forbidden_service_is_not_opened() {
        Source source = new Source();
        Stage stage = new Stage(
                options -> options.authorizer((identity, service) -> false).upstream(source));
        hello(stage, "'secret'");
        assertEquals(List.of(), source.opened);
        assertEquals(0, stage.server.metrics().connectionPoolStats().totalSubscriptions());
    }

    @Test
    void P7_a_service_whose_authorizer_throws_is_unavailable() {
        Stage stage = new Stage(options -> options.authorizer((identity, service) -> {
            throw new IllegalStateException("rights are down");
        }));
        RawClient client = hello(stage, "'finance'");
        String text = client.takeOne();
        assertTrue(text.endsWith(json("'positions':{},'refused':[{'service':'finance'," + UNAVAILABLE + "]}")), text);
        assertEquals(0, client.closeCode());
    }

    @Test
    void P7_a_service_whose_authorizer_breaks_is_unavailable_and_leaves_no_channel_of_the_others_open() {
        Stage stage = new Stage(options -> options.authorizer((identity, service) -> {
            if (service.equals("broken")) {
                throw new NoClassDefFoundError("Rights");
            }
            return true;
        }));
        RawClient client = hello(stage, "'finance','broken'");
        assertTrue(client.takeOne().contains(json("'refused':[{'service':'broken'," + UNAVAILABLE + "]")));
        stage.server.disconnect("acme", "maria");
        stage.time.advance(Duration.ofSeconds(16));
        assertEquals(0, stage.server.metrics().connectionPoolStats().totalSubscriptions());
    }

    @Test
    void P7_a_service_whose_upstream_throws_is_unavailable() {
        Source source = new Source();
        source.failsToOpen = true;
        Stage stage = new Stage(options -> options.upstream(source));
        assertTrue(hello(stage, "'finance'").takeOne().contains(json(UNAVAILABLE)));
    }

    @Test
    void P7_a_service_whose_broker_does_not_answer_is_unavailable_after_2_s() {
        Stage stage = new Stage(options -> options.broker(silentBroker()));
        RawClient client = hello(stage, "'finance'");
        stage.advance(Duration.ofSeconds(2).minusNanos(1));
        assertEquals(List.of(), client.take());
        stage.advance(Duration.ofNanos(1));
        assertTrue(client.takeOne().contains(json(UNAVAILABLE)));
        assertEquals(0, client.closeCode());
    }

    private static SlowBroker silentBroker() {
        ManualScheduler time = ManualScheduler.inOrder();
        SlowBroker slow = new SlowBroker(new InMemoryBroker(Retention.DEFAULT, time, new Random(1)));
        slow.hold();
        return slow;
    }

    @Test
    void P7_an_unavailable_service_can_be_subscribed_later() {
        Source source = new Source();
        source.failsToOpen = true;
        Stage stage = new Stage(options -> options.upstream(source));
        RawClient client = hello(stage, "'finance'");
        client.take();
        source.failsToOpen = false;
        client.send("{'type':'subscribe','id':1,'services':['finance']}");
        assertTrue(client.takeOne().contains(json("'resumed':'fresh'")));
        stage.publish("one");
        assertTrue(client.takeOne().contains("one"));
    }

    @Test
    void P7_no_timer_is_left_of_a_service_that_is_open() {
        Stage stage = new Stage();
        RawClient client = hello(stage, "'finance'");
        long timers = stage.time.timers();
        client.send("{'type':'subscribe','id':1,'services':['finance','tasks']}");
        assertEquals(timers, stage.time.timers());
    }

    @Test
    void P7_one_slow_service_does_not_keep_the_others_from_the_ack() {
        SlowBroker slow = silentBroker();
        slow.release();
        Stage stage = new Stage(options -> options.broker(slow));
        RawClient first = hello(stage, "'finance'");
        first.take();
        slow.hold();
        RawClient second = hello(stage, "'finance','tasks'");
        stage.advance(Duration.ofSeconds(2));
        String text = second.takeOne();
        assertTrue(text.contains(json("'finance':{'epoch'")), text);
        assertTrue(text.contains(json("'refused':[{'service':'tasks'," + UNAVAILABLE)), text);
    }
}
