package dev.realtime.benchmarks.peers;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * NATS over WebSocket: subscribes to the subjects {@code <channel>}, and is subscribed when a ping sent after that is answered. Lines of its
 * protocol come several in a message, and also in parts.
 */
public final class NatsDialect implements Dialect {
    private static final String CONNECT =
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"1\",\"protocol\":1}\r\n";

    @Override
    public String path(Seat seat) {
        return "/";
    }

    @Override
    public Conversation converse(Seat seat) {
        return new Talk(seat.services());
    }

    @Override
    public Object digest(Message message) {
        return NatsLines.of(message.toString());
    }

    private static final class Talk implements Conversation {
        private final String hello;
        private boolean greeted;
        private String begun = ""; // a line that is not complete

        Talk(List<String> subjects) {
            hello = IntStream.range(0, subjects.size())
                    .mapToObj(i -> "SUB " + subjects.get(i) + " " + (i + 1) + "\r\n")
                    .collect(Collectors.joining("", CONNECT, "PING\r\n"));
        }

        @Override
        public void onOpen(Wire wire) {
            greeted = false;
            begun = "";
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            take(NatsLines.of(begun + message), wire);
        }

        @Override
        public void onEvents(Message message, @Nullable Object digest, Wire wire) {
            if (begun.isEmpty() && digest instanceof NatsLines lines) {
                take(lines, wire);
            } else {
                onMessage(message, wire);
            }
        }

        private void take(NatsLines lines, Wire wire) {
            begun = lines.rest();
            for (String line : lines.controls()) {
                obey(line, wire);
            }
        }

        private void obey(String line, Wire wire) {
            if (line.startsWith("PING")) {
                send("PONG\r\n", wire);
            } else if (line.startsWith("PONG")) {
                wire.subscribed();
            } else if (line.startsWith("-ERR")) {
                wire.fail(line);
            } else if (!greeted) {
                greeted = true;
                send(hello, wire);
            }
        }

        private static void send(String lines, Wire wire) {
            wire.binary(lines.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
