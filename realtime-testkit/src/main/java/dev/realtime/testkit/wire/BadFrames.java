package dev.realtime.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** How {@link BadFrame}s are made. Without state. */
final class BadFrames {
    private static final String NOTHING = "{}";
    private static final byte[] NO_UTF8 = {'a', (byte) 0xc3, '('}; // a first byte of two, and no second one
    private static final int FRAGMENTS = 80_000;
    private static final int BOMB_MEBIBYTES = 32;

    private BadFrames() {}

    // ---- RFC 6455

    static List<RawFrame> reservedOpcode(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(3, NOTHING.getBytes(StandardCharsets.UTF_8)));
    }

    static List<RawFrame> rsvSet(Side from, BadFrame.Place place) {
        return List.of(RawFrame.text(pong(from)).rsv(4));
    }

    static List<RawFrame> wrongMask(Side from, BadFrame.Place place) {
        return List.of(RawFrame.text(pong(from)).wrongMask());
    }

    static List<RawFrame> overlongLength(Side from, BadFrame.Place place) {
        RawFrame frame = RawFrame.text(pong(from));
        return List.of(frame.declared(127, frame.payload().length));
    }

    static List<RawFrame> negativeLength(Side from, BadFrame.Place place) {
        return List.of(RawFrame.text(pong(from)).declared(127, Long.MIN_VALUE + 16));
    }

    static List<RawFrame> badUtf8(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(RawFrame.TEXT, NO_UTF8));
    }

    static List<RawFrame> controlFragmented(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(RawFrame.PING, new byte[1]).unfinished());
    }

    static List<RawFrame> control126(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(RawFrame.PING, new byte[126]));
    }

    static List<RawFrame> continuationFirst(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(RawFrame.CONTINUATION, NOTHING.getBytes(StandardCharsets.UTF_8)));
    }

    static List<RawFrame> interleavedMessage(Side from, BadFrame.Place place) {
        return List.of(RawFrame.text("{").unfinished(), RawFrame.text(pong(from)));
    }

    static List<RawFrame> close1Byte(Side from, BadFrame.Place place) {
        return List.of(RawFrame.of(RawFrame.CLOSE, new byte[] {3}));
    }

    static List<RawFrame> closeCode1005(Side from, BadFrame.Place place) {
        return List.of(RawFrame.close(1005, ""));
    }

    static List<RawFrame> closeBadUtf8(Side from, BadFrame.Place place) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(RawFrame.close(1000, "").payload());
        payload.writeBytes(NO_UTF8);
        return List.of(RawFrame.of(RawFrame.CLOSE, payload.toByteArray()));
    }

    static List<RawFrame> hugeDeclaredLength(Side from, BadFrame.Place place) {
        return List.of(RawFrame.text(" ".repeat(200 * 1024)).declared(127, 1L << 62));
    }

    static List<RawFrame> tinyFragments(Side from, BadFrame.Place place) {
        byte[] space = {' '};
        RawFrame next = RawFrame.of(RawFrame.CONTINUATION, space);
        List<RawFrame> frames = new ArrayList<>(FRAGMENTS);
        frames.add(RawFrame.of(RawFrame.TEXT, space).unfinished());
        for (int i = 2; i < FRAGMENTS; i++) {
            frames.add(next.unfinished());
        }
        frames.add(next);
        return frames;
    }

    /** Something that is right but for its frame. */
    private static String pong(Side from) {
        return from == Side.CLIENT ? "{\"type\":\"pong\"}" : fromServer("ping", "");
    }

    // ---- this library's protocol

    static List<RawFrame> unknownType(Side from, BadFrame.Place place) {
        return message(from, "{'type':'nonsense','id':901}", fromServer("nonsense", ""));
    }

    static List<RawFrame> missingField(Side from, BadFrame.Place place) {
        String event = "," + service(place) + ",'after':" + place.seq() + ",'events':[]";
        return message(from, "{'type':'subscribe','id':902}", fromServer("event", event));
    }

    static List<RawFrame> deepJson(Side from, BadFrame.Place place) {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        return message(
                from,
                "{'type':'filter','id':903,'filters':{'a':" + deep + "}}",
                event(place, Long.toString(place.seq() + 1), "{'type':'deep','data':" + deep + "}"));
    }

    static List<RawFrame> hugeNumber(Side from, BadFrame.Place place) {
        String huge = "9".repeat(5_000);
        return message(
                from,
                "{'type':'subscribe','id':" + huge + ",'services':['" + place.service() + "']}",
                event(place, huge, ""));
    }

    static List<RawFrame> duplicateKeys(Side from, BadFrame.Place place) {
        return message(
                from,
                "{'type':'pong','type':'subscribe'}",
                event(place, (place.seq() + 1_000) + ",'seq':" + place.seq(), ""));
    }

    static List<RawFrame> seqBackwards(Side from, BadFrame.Place place) {
        BadFrame.Place before = new BadFrame.Place(place.service(), place.epoch(), place.seq() - 1);
        List<RawFrame> frames = new ArrayList<>(message(from, delivered(place), event(before, "" + place.seq(), "")));
        frames.addAll(message(from, delivered(before), event(before, "" + before.seq(), "")));
        return frames;
    }

    static List<RawFrame> epochReuse(Side from, BadFrame.Place place) {
        BadFrame.Place over = new BadFrame.Place(place.service(), "over", place.seq());
        String request = "{'type':'subscribe','id':905,'services':['" + place.service() + "']," + positions(over) + "}";
        return message(from, request, event(over, Long.toString(over.seq() + 1), "{'type':'ghost','data':0}"));
    }

    static List<RawFrame> ackFuture(Side from, BadFrame.Place place) {
        BadFrame.Place future = new BadFrame.Place(place.service(), place.epoch(), place.seq() + 1_000_000);
        String ack = ",'id':999999,'connectionId':'c','heartbeatMs':30000,'positions':{'" + place.service()
                + "':{'epoch':'" + future.epoch() + "','seq':" + future.seq() + ",'resumed':'fresh','head':"
                + future.seq() + "}}";
        return message(from, delivered(future), fromServer("ack", ack));
    }

    static List<RawFrame> gzipBomb(Side from, BadFrame.Place place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] mebibyte = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < BOMB_MEBIBYTES; i++) {
                gzip.write(mebibyte);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        return List.of(RawFrame.binary(out.toByteArray()));
    }

    private static List<RawFrame> message(Side from, String client, String server) {
        return List.of(RawFrame.text((from == Side.CLIENT ? client : server).replace('\'', '"')));
    }

    private static String delivered(BadFrame.Place place) {
        return "{'type':'delivered'," + positions(place) + "}";
    }

    private static String positions(BadFrame.Place place) {
        return "'positions':{'" + place.service() + "':{'epoch':'" + place.epoch() + "','seq':" + place.seq() + "}}";
    }

    private static String event(BadFrame.Place after, String seq, String events) {
        return fromServer(
                "event",
                "," + service(after) + ",'after':" + after.seq() + ",'seq':" + seq + ",'events':[" + events + "]");
    }

    private static String service(BadFrame.Place place) {
        return "'service':'" + place.service() + "','epoch':'" + place.epoch() + "'";
    }

    private static String fromServer(String type, String more) {
        boolean placed = more.contains("'after'");
        String json = "{'type':'" + type + "'" + (placed ? "" : ",'seq':0") + ",'timestamp':'2026-11-20T12:00:00.000Z'"
                + more + "}";
        return json.replace('\'', '"');
    }
}
