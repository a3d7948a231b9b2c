package dev.realtime.benchmarks.peers;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bayeux over WebSocket: shakes hands, subscribes to {@code /bench/<channel>}, and keeps a {@code /meta/connect} at the server, whose answer
 * may come in one message with events.
 */
public final class CometDDialect implements Dialect {
    private static final String CONNECT = "\"/meta/connect\"";

    @Override
    public String path(Seat seat) {
        return "/cometd";
    }

    @Override
    public Conversation converse(Seat seat) {
        String channels = seat.services().stream()
                .map(name -> "\"/bench/" + name + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        return new Talk(channels);
    }

    /** Whether a {@code /meta/connect} is answered in it, or nothing. */
    @Override
    public @Nullable Object digest(Message message) {
        return message.contains(CONNECT) ? Boolean.TRUE : null;
    }

    private static final class Talk implements Conversation {
        private final String channels;
        private String client = "";
        private int id;

        Talk(String channels) {
            this.channels = channels;
        }

        @Override
        public void onOpen(Wire wire) {
            id = 0;
            wire.text(request("handshake", "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]"));
        }

        private String request(String channel, String more) {
            id++;
            return "[{\"id\":\"" + id + "\",\"channel\":\"/meta/" + channel + "\"," + more + "}]";
        }

        private String connect() {
            return request("connect", "\"connectionType\":\"websocket\",\"clientId\":\"" + client + "\"");
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            if (message.contains("\"successful\":false")) {
                wire.fail(message.toString());
                return;
            }
            if (message.contains("\"/meta/handshake\"")) {
                client = message.between("\"clientId\":\"", "\"");
                wire.text(request("subscribe", "\"subscription\":" + channels + ",\"clientId\":\"" + client + "\""));
                wire.text(connect());
            }
            if (message.contains("\"/meta/subscribe\"")) {
                wire.subscribed();
            }
            if (message.contains(CONNECT)) {
                wire.text(connect());
            }
        }

        @Override
        public void onEvents(Message message, @Nullable Object digest, Wire wire) {
            if (digest != null) {
                onMessage(message, wire);
            }
        }
    }
}
