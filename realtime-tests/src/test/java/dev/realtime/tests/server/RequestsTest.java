package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Protocol rules P6 and D4: subscribe and unsubscribe on a living connection. */
class RequestsTest {
    private static final String HEAD = "'seq':0,'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String ME = "'connectionId':'C','identity':{'org':'acme','user':'maria'},'heartbeatMs':30000";

    private final Stage stage = new Stage();

    private static String names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
    }

    // ---- subscribe

    @Test
    void P6_a_subscribe_is_answered_with_its_id_and_the_position() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','id':7,'services':['tasks']}");
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':7," + ME
                        + ",'positions':{'tasks':{'epoch':'E1','seq':0,'resumed':'fresh','head':0}}}"),
                client.takeOne());
    }

    @Test
    void P6_what_is_published_after_the_ack_is_delivered() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','id':7,'services':['tasks']}");
        client.take();
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", 1));
        assertTrue(client.takeOne().contains(json("'service':'tasks'")));
    }

    @Test
    void P6_a_subscribed_service_without_position_keeps_its_cursor() {
        RawClient client = stage.subscribed("finance");
        stage.publish("one");
        client.take();
        client.send("{'type':'subscribe','id':1,'services':['finance']}");
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':1," + ME
                        + ",'positions':{'finance':{'epoch':'E0','seq':1,'resumed':'complete','head':1}}}"),
                client.takeOne());
    }

    @Test
    void P6_a_subscribed_service_is_delivered_once_after_it_was_replaced() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','id':1,'services':['finance']}");
        client.take();
        stage.publish("one");
        assertEquals(1, client.take().size());
    }

    @Test
    void P6_a_subscribed_service_goes_back_to_the_position_that_is_given() {
        RawClient client = stage.subscribed("finance");
        stage.publish("one");
        stage.publish("two");
        client.take();
        client.send("{'type':'subscribe','id':1,'services':['finance']," + "'positions':{'finance':{'epoch':'"
                + Stage.E0 + "','seq':1}}}");
        List<String> texts = client.take();
        assertTrue(texts.get(0).contains(json("'seq':1,'resumed':'complete','head':2")), texts::toString);
        assertTrue(texts.get(1).contains(json("'after':1,'seq':2")), texts::toString);
        assertEquals(2, texts.size());
    }

    @Test
    void P6_128_services_fit_on_a_connection() {
        RawClient client = stage.subscribed("s0");
        client.send("{'type':'subscribe','id':1,'services':[" + names(1, 128) + "]}");
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void P6_the_129th_service_is_refused_and_the_others_go_on() {
        RawClient client = stage.subscribed("s0");
        client.send("{'type':'subscribe','id':1,'services':[" + names(1, 128) + "]}");
        client.take();
        client.send("{'type':'subscribe','id':2,'services':['finance']}");
        assertTrue(client.takeOne().contains(json("'id':2,'error':{'code':'LIMIT_EXCEEDED'")));
        stage.publish(Channel.of("acme", "s127"), Event.of("t", 1));
        assertTrue(client.takeOne().contains(json("'service':'s127'")));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_services_that_are_subscribed_already_do_not_count_twice() {
        RawClient client = stage.subscribed("s0");
        client.send("{'type':'subscribe','id':1,'services':[" + names(0, 128) + "]}");
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void P7_a_forbidden_subscribe_is_an_ack_with_a_refusal_and_ends_nothing() {
        Stage strict = new Stage(options -> options.authorizer((identity, service) -> !service.equals("secret")));
        RawClient client = strict.subscribed("finance");
        client.send("{'type':'subscribe','id':1,'services':['secret']}");
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':1," + ME
                        + ",'positions':{},'refused':[{'service':'secret','code':'FORBIDDEN'}]}"),
                client.takeOne());
        assertEquals(0, client.closeCode());
    }

    @Test
    void F2_3_authorization_is_asked_again_at_every_subscribe() {
        boolean[] allowed = {true};
        Stage strict = new Stage(options -> options.authorizer((identity, service) -> allowed[0]));
        RawClient client = strict.subscribed("finance");
        allowed[0] = false;
        client.send("{'type':'subscribe','id':1,'services':['tasks']}");
        assertTrue(client.takeOne().contains(json("'refused':[{'service':'tasks','code':'FORBIDDEN'}]")));
    }

    // ---- unsubscribe

    @Test
    void P6_the_ack_of_an_unsubscribe_has_the_final_position() {
        RawClient client = stage.subscribed("finance");
        stage.publish("one");
        client.take();
        client.send("{'type':'unsubscribe','id':2,'services':['finance']}");
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':2," + ME + ",'positions':{'finance':{'epoch':'E0','seq':1}}}"),
                client.takeOne());
    }

    @Test
    void D4_nothing_follows_the_ack_of_an_unsubscribe() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'unsubscribe','id':2,'services':['finance']}");
        client.take();
        stage.publish("later");
        assertEquals(List.of(), client.take());
    }

    @Test
    void D4_what_waits_when_the_unsubscribe_comes_is_not_sent_after_its_ack() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = shakeHands(transport);
        stage.publish("in flight");
        stage.publish("waits");
        server.onFrame(Frame.text(json("{'type':'unsubscribe','id':2,'services':['finance']}")));
        stage.settle();
        transport.completeAll();
        List<String> sent = transport.sent();
        assertEquals(3, sent.size(), sent::toString);
        assertTrue(sent.get(1).contains("in flight"), sent::toString);
        assertTrue(sent.get(2).contains(json("'id':2")), sent::toString);
        assertTrue(sent.get(2).contains(json("'seq':1}")), sent::toString);
    }

    @Test
    void P6_an_unsubscribe_of_what_is_not_subscribed_is_acknowledged_without_position() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'unsubscribe','id':2,'services':['tasks']}");
        assertTrue(client.takeOne().contains(json("'id':2," + ME + ",'positions':{}")));
    }

    @Test
    void P6_after_an_unsubscribe_of_everything_the_connection_lives_on() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'unsubscribe','id':2,'services':['finance']}");
        client.send("{'type':'subscribe','id':3,'services':['finance']}");
        client.take();
        stage.publish("again");
        assertTrue(client.takeOne().contains("again"));
    }

    // ---- bad requests

    @Test
    void P6_a_bad_request_is_answered_with_its_id_and_ends_nothing_else() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','id':5,'services':[]}");
        assertTrue(client.takeOne().contains(json("'id':5,'error':{'code':'BAD_MESSAGE'")));
        stage.publish("one");
        assertTrue(client.takeOne().contains("one"));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_a_request_of_an_unknown_type_is_answered_with_its_id() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'dance','id':5}");
        assertTrue(client.takeOne().contains(json("'id':5,'error':{'code':'BAD_MESSAGE'")));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_a_request_without_id_is_4400() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','services':['tasks']}");
        assertEquals(4400, client.closeCode());
    }

    @Test
    void P6_a_message_that_is_no_JSON_is_4400() {
        RawClient client = stage.subscribed("finance");
        client.send("hello");
        assertTrue(client.takeOne().contains(json("'code':'BAD_MESSAGE'")));
        assertEquals(4400, client.closeCode());
    }

    @Test
    void P6_the_message_delivered_is_taken_without_an_answer() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'delivered','positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':0}}}");
        assertEquals(List.of(), client.take());
        assertEquals(0, client.closeCode());
    }

    // ---- order and number

    @Test
    void P6_requests_are_answered_in_order_each_once() {
        RawClient client = stage.subscribed("finance");
        client.sendLater("{'type':'subscribe','id':1,'services':['a']}");
        client.sendLater("{'type':'subscribe','id':2,'services':['nope!']}");
        client.sendLater("{'type':'unsubscribe','id':3,'services':['a']}");
        client.sendLater("{'type':'dance','id':4}");
        client.sendLater("{'type':'subscribe','id':5,'services':['a']}");
        List<String> ids = client.take().stream()
                .map(text -> text.replaceAll(".*\"id\":(\\d+).*", "$1"))
                .toList();
        assertEquals(List.of("1", "2", "3", "4", "5"), ids);
    }

    @Test
    void P6_a_quick_request_waits_for_the_answer_of_a_slow_one() {
        SlowBroker slow = new SlowBroker(stage.broker);
        Stage remote = new Stage(options -> options.broker(slow));
        RawClient client = remote.subscribed("finance");
        slow.hold();
        client.send("{'type':'subscribe','id':1,'services':['tasks']}");
        client.send("{'type':'unsubscribe','id':2,'services':['finance']}");
        assertEquals(List.of(), client.take());
        slow.release();
        List<String> texts = client.take();
        assertTrue(texts.get(0).contains(json("'id':1")), texts::toString);
        assertTrue(texts.get(1).contains(json("'id':2")), texts::toString);
    }

    @Test
    void P6_16_unanswered_requests_are_allowed() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = shakeHands(transport);
        stage.publish("in flight");
        requests(server, 16);
        assertEquals(0, transport.closeCode());
        transport.completeAll();
        assertEquals(18, transport.sent().size());
    }

    @Test
    void P6_the_17th_unanswered_request_is_4429() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = shakeHands(transport);
        stage.publish("in flight");
        requests(server, 17);
        transport.completeAll();
        assertTrue(last(transport).contains(json("'code':'RATE_LIMITED'")), last(transport));
        assertEquals(4429, transport.closeCode());
    }

    @Test
    void P15_the_connection_ends_within_5_s_when_the_last_word_is_not_taken() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = shakeHands(transport);
        stage.publish("in flight");
        requests(server, 17);
        stage.advance(Duration.ofSeconds(5));
        assertEquals(4429, transport.closeCode());
    }

    private Transport.Listener shakeHands(HandheldTransport transport) {
        Admission admission = stage.server.admit(new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null));
        Transport.Listener server = stage.server.open(transport, (Admission.Admitted) admission);
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']}")));
        stage.settle();
        transport.completeAll();
        return server;
    }

    private void requests(Transport.Listener server, int count) {
        for (int i = 1; i <= count; i++) {
            server.onFrame(Frame.text(json("{'type':'unsubscribe','id':" + i + ",'services':['tasks']}")));
        }
        stage.settle();
    }

    private static String last(HandheldTransport transport) {
        return transport.sent().get(transport.sent().size() - 1);
    }
}
