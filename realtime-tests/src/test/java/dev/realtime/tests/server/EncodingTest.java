package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.transport.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol rules P17, P18, P9: how messages become frames, and that clients share them. */
class EncodingTest {
    private static final int OVERHEAD =
            json("{'type':'event','service':'finance','epoch':'000000000000','after':0,'seq':1,"
                            + "'timestamp':'2026-11-20T12:00:00.000Z','events':[{'type':'t','data':''}]}")
                    .length();

    private final Stage stage = new Stage();

    private RawClient client(String encodings) {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'encodings':[" + encodings + "]}");
        client.take();
        return client;
    }

    private Frame sent(String encodings, int size) {
        RawClient client = client(encodings);
        stage.publish("x".repeat(size - OVERHEAD));
        List<Frame> frames = client.takeFrames();
        assertEquals(1, frames.size());
        assertEquals(size, RawClient.text(frames.get(0)).length() + 10); // the epoch is shown as E0
        return frames.get(0);
    }

    private static boolean isGzip(Frame frame) {
        return !frame.isText() && frame.bytes()[0] == 0x1f && frame.bytes()[1] == (byte) 0x8b;
    }

    @Test
    void P17_without_encodings_everything_is_text() {
        assertTrue(sent("", 100_000).isText());
    }

    @Test
    void P17_with_gzip_1024_bytes_are_text() {
        assertTrue(sent("'gzip'", 1_024).isText());
    }

    @Test
    void P17_with_gzip_1025_bytes_are_a_gzip_frame() {
        assertTrue(isGzip(sent("'gzip'", 1_025)));
    }

    @Test
    void P17_with_binary_small_messages_are_plain_binary() {
        Frame frame = sent("'binary'", 500);
        assertFalse(frame.isText());
        assertEquals('{', frame.bytes()[0]);
    }

    @Test
    void P17_with_binary_alone_large_messages_are_not_compressed() {
        Frame frame = sent("'binary'", 5_000);
        assertFalse(frame.isText());
        assertEquals('{', frame.bytes()[0]);
    }

    @Test
    void P17_with_binary_and_gzip_large_messages_are_compressed() {
        assertTrue(isGzip(sent("'binary','gzip'", 1_025)));
    }

    @Test
    void P17_with_binary_and_gzip_small_messages_are_plain_binary() {
        Frame frame = sent("'gzip','binary'", 1_024);
        assertFalse(frame.isText());
        assertEquals('{', frame.bytes()[0]);
    }

    @Test
    void P17_an_encoding_that_is_not_known_is_ignored() {
        assertTrue(isGzip(sent("'brotli','gzip'", 2_000)));
    }

    @Test
    void P17_the_ack_is_in_the_encoding_that_the_handshake_asks_for() {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'encodings':['binary']}");
        assertFalse(client.takeFrames().get(0).isText());
    }

    @Test
    void P17_a_refusal_of_the_handshake_token_is_in_the_encoding_that_it_asks_for() {
        RawClient client = stage.connect(null);
        client.send("{'version':1,'services':['finance'],'encodings':['binary'],'token':'bad'}");
        assertFalse(client.takeFrames().get(0).isText());
    }

    @Test
    void P9_clients_at_the_same_cursor_share_the_very_same_frame() {
        RawClient one = client("'gzip'");
        RawClient two = client("'gzip'");
        stage.publish("x".repeat(2_000));
        assertSame(one.takeFrames().get(0), two.takeFrames().get(0));
    }

    @Test
    void P9_clients_of_other_encodings_get_the_same_message() {
        RawClient plain = client("");
        RawClient packed = client("'binary','gzip'");
        stage.publish("x".repeat(2_000));
        assertEquals(plain.takeOne(), packed.takeOne());
    }

    @Test
    void P18_several_publications_are_cut_at_64_KiB() {
        RawClient client = client("");
        for (int i = 0; i < 10; i++) {
            stage.server.publish(FINANCE, Event.of("t", "x".repeat(20_000)));
        }
        List<Frame> frames = client.takeFrames();
        assertTrue(frames.stream().allMatch(frame -> frame.size() <= 64 * 1024));
        assertTrue(RawClient.text(frames.get(frames.size() - 1)).contains(json("'seq':10,")));
    }

    @Test
    void P18_several_publications_with_tags_full_of_escapes_are_cut_at_64_KiB() {
        RawClient client = client("");
        for (int i = 0; i < 10; i++) {
            stage.server.publish(FINANCE, Event.of("t", "x".repeat(1_000)).tag("k", "\u0001".repeat(3_000)));
        }
        assertTrue(client.takeFrames().stream().allMatch(frame -> frame.size() <= 64 * 1024));
    }

    @Test
    void P18_one_publication_above_64_KiB_goes_alone() {
        RawClient client = client("");
        stage.server.publish(FINANCE, Event.of("t", "small"));
        stage.server.publish(FINANCE, Event.of("t", "x".repeat(100_000)));
        stage.server.publish(FINANCE, Event.of("t", "small"));
        List<String> texts = client.take();
        assertEquals(1, texts.stream().filter(text -> text.length() > 100_000).count());
        assertTrue(texts.stream()
                .filter(text -> text.length() > 100_000)
                .allMatch(text -> text.contains(json("'type':'event'"))));
    }
}
