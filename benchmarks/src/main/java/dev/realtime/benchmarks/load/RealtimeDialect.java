package dev.realtime.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This library's protocol, docs/protocol.md. A client that comes back names its positions. */
public final class RealtimeDialect implements Dialect {
    /** The org of all clients and channels. */
    public static final String ORG = "bench";

    private final String encodings;

    /**
     * A dialect.
     *
     * @param encodings what the client lists: {@code gzip}, {@code binary}, both or none
     */
    public RealtimeDialect(String... encodings) {
        this.encodings = quoted(List.of(encodings));
    }

    /** What the clients of a run know of a message: the position that it leaves. */
    private record Mark(String service, String epoch, String seq) {
        String json() {
            return "\"" + service + "\":{\"epoch\":\"" + epoch + "\",\"seq\":" + seq + "}";
        }
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public String path(Seat seat) {
        return "/v2/realtime/stream";
    }

    @Override
    public List<String> headers(Seat seat) {
        return credentials(seat);
    }

    static List<String> credentials(Seat seat) {
        return List.of("Authorization: Bearer " + ORG + ":u" + seat.number());
    }

    @Override
    public Conversation converse(Seat seat) {
        return new Talk(seat);
    }

    @Override
    public @Nullable Object digest(Message message) {
        String seq = message.between("\"seq\":", ",");
        return new Mark(message.between("\"service\":\"", "\""), message.between("\"epoch\":\"", "\""), seq);
    }

    private final class Talk implements Conversation {
        private final Seat seat;
        private final Map<String, Mark> marks = new LinkedHashMap<>(2);

        Talk(Seat seat) {
            this.seat = seat;
        }

        @Override
        public void onOpen(Wire wire) {
            String positions =
                    marks.values().stream().map(Mark::json).collect(Collectors.joining(",", ",\"positions\":{", "}"));
            wire.text("{\"version\":1,\"services\":" + quoted(seat.services()) + ",\"encodings\":" + encodings
                    + (marks.isEmpty() ? "" : positions) + "}");
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            if (message.startsWith("{\"type\":\"ack\"")) {
                if (message.contains("\"refused\"")) {
                    wire.fail("refused: " + message);
                }
                wire.subscribed();
            } else if (message.startsWith("{\"type\":\"gap\"")) {
                wire.gap();
            } else if (message.startsWith("{\"type\":\"error\"")) {
                wire.fail(message.toString());
            }
        }

        @Override
        public void onEvents(Message message, @Nullable Object digest, Wire wire) {
            if (digest instanceof Mark mark) {
                marks.put(mark.service(), mark);
            }
        }
    }
}
