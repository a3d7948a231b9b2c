package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.DeliveryStats;
import dev.realtime.core.server.Limits;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** F1.9 and protocol rule P9: those who stand in the same place share one encoding, one compression, and the very same bytes. */
class SharingTest {
    private static final String LARGE = "x".repeat(2_000);

    private final Stage stage = new Stage(
            options -> options.limits(Limits.DEFAULT.connectionsPerUser(5_000).connectionsPerOrg(5_000)));

    private List<RawClient> clients(int count, String... members) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(stage.finance(members[i % members.length]));
        }
        return clients;
    }

    private List<HandheldTransport> transports(int count, String... members) {
        List<HandheldTransport> transports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HandheldTransport transport = new HandheldTransport();
            stage.open(transport, "'services':['finance']" + members[i % members.length]);
            transports.add(transport);
        }
        return transports;
    }

    private DeliveryStats numbers() {
        return stage.server.metrics().delivery();
    }

    @Test
    void F1_9_a_thousand_clients_of_all_gzip_kinds_cost_one_encoding_and_one_compression() {
        List<HandheldTransport> all = transports(1_000, ",'encodings':['gzip']", ",'encodings':['binary','gzip']");
        stage.publish(LARGE);
        assertTrue(all.stream().allMatch(transport -> transport.take().size() == 1));
        assertEquals(1, numbers().encodings());
        assertEquals(1, numbers().compressions());
        assertEquals(1_000, numbers().compressedMessages());
    }

    @Test
    void F1_9_a_small_message_is_not_compressed_for_anybody() {
        transports(10, ",'encodings':['gzip']", ",'encodings':['binary','gzip']");
        stage.publish("small");
        assertEquals(1, numbers().encodings());
        assertEquals(0, numbers().compressions());
        assertEquals(0, numbers().compressedMessages());
    }

    @Test
    void P9_clients_of_all_four_encodings_share_one_encoding() {
        List<HandheldTransport> all =
                transports(8, "", ",'encodings':['binary']", ",'encodings':['gzip']", ",'encodings':['binary','gzip']");
        stage.publish(LARGE);
        String first = all.get(0).take().get(0);
        all.stream().skip(1).forEach(transport -> assertEquals(List.of(first), transport.take()));
        assertEquals(1, numbers().encodings());
        assertEquals(1, numbers().compressions());
        assertEquals(4, numbers().compressedMessages());
    }

    @Test
    void P9_all_binary_clients_get_the_same_byte_array() {
        List<RawClient> all = clients(20, "'encodings':['binary']");
        stage.publish("one");
        byte[] first = all.get(0).takeFrames().get(0).bytes();
        all.stream()
                .skip(1)
                .forEach(client -> assertSame(first, client.takeFrames().get(0).bytes()));
    }

    @Test
    void P9_a_thousand_clients_with_three_filters_cost_three_encodings_and_three_compressions() {
        List<HandheldTransport> all = transports(
                1_000,
                ",'encodings':['gzip'],'filters':{'property':1}",
                ",'encodings':['gzip'],'filters':{'property':2}",
                ",'encodings':['gzip'],'filters':{'property':3}");
        stage.publish(LARGE);
        assertTrue(all.stream().allMatch(transport -> transport.take().size() == 1));
        assertEquals(3, numbers().encodings());
        assertEquals(3, numbers().compressions());
        assertEquals(1_000, numbers().compressedMessages());
    }

    @Test
    void F7_1_a_large_answer_that_is_compressed_counts() {
        RawClient client = stage.finance("'encodings':['gzip']");
        assertEquals(0, numbers().compressedMessages());
        String services = IntStream.range(0, 100).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
        client.send("{'type':'subscribe','id':1,'services':[" + services + "]}");
        assertTrue(client.takeFrames().get(0).size() < 1_024 * 5);
        assertEquals(1, numbers().compressedMessages());
        assertEquals(1, numbers().compressions());
        assertEquals(0, numbers().encodings());
    }

    @Test
    void P9_as_many_encodings_as_filters_also_where_there_are_many() {
        String[] filters = new String[40];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = ",'filters':{'property':" + i + "}";
        }
        transports(400, filters);
        stage.publish("for everybody");
        assertEquals(40, numbers().encodings());
    }

    @Test
    void P9_filters_that_say_the_same_in_other_words_share_an_encoding() {
        transports(4, ",'filters':{'a':1,'b':[2,3]}", ",'filters':{'b':['3','2'],'a':['1']}");
        stage.publish("for everybody");
        assertEquals(1, numbers().encodings());
    }

    @Test
    void P9_those_who_catch_up_from_many_places_meet() {
        for (int i = 0; i < 1_000; i++) {
            stage.server.publish(FINANCE, Event.of("t", "x".repeat(100)));
        }
        stage.settle();
        String[] places = new String[50];
        for (int i = 0; i < places.length; i++) {
            places[i] = ",'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':" + i * 7 + "}}";
        }
        List<HandheldTransport> all = new ArrayList<>();
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            HandheldTransport transport = new HandheldTransport();
            all.add(transport);
            followers.add(new Follower());
            openAndHold(transport, places[i]);
        }
        for (int i = 0; i < 40; i++) {
            all.forEach(HandheldTransport::complete);
            stage.settle(); // those who catch up take turns
        }
        for (int i = 0; i < places.length; i++) {
            followers.get(i).hear(all.get(i).take());
            assertEquals(1_000, followers.get(i).position.seq());
        }
        assertTrue(numbers().encodings() <= 50 + 6, () -> numbers().toString());
    }

    /** The ack stays in flight. */
    private void openAndHold(HandheldTransport transport, String members) {
        Transport.Listener server =
                stage.server.open(transport, new Admission.Admitted(Identity.of("acme", "maria"), null));
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']" + members + "}")));
        stage.settle();
    }

    // ---- the garbage collector

    /** Takes every frame at once, and has the garbage collected. */
    private static final class Littered implements Transport {
        WeakReference<Frame> last;

        @Override
        public void send(Frame frame, Completion completion) {
            last = new WeakReference<>(frame);
            completion.onComplete(null);
            System.gc();
        }

        @Override
        public void close(CloseReason reason) {}
    }

    private Littered littered(String members) {
        Littered transport = new Littered();
        Transport.Listener server =
                stage.server.open(transport, new Admission.Admitted(Identity.of("acme", "maria"), null));
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']" + members + "}")));
        stage.settle();
        return transport;
    }

    @Test
    void F1_9_a_garbage_collection_within_a_round_does_not_encode_again() {
        littered("");
        littered(",'filters':{'property':1}");
        littered("");
        littered(",'filters':{'property':1}");
        stage.publish("one");
        assertEquals(2, numbers().encodings());
        assertEquals(4, numbers().eventsDelivered());
    }

    @Test
    void F1_10_a_frame_is_gone_when_the_last_one_has_passed() {
        Littered transport = littered("");
        stage.publish("one");
        assertNotNull(transport.last);
        for (int i = 0; i < 20 && transport.last.get() != null; i++) {
            System.gc();
        }
        assertNull(transport.last.get());
    }
}
