package dev.realtime.benchmarks.peers;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;
import java.util.stream.Collectors;

/** Socket.IO (protocol 5 over Engine.IO 4) on WebSocket: connects to the main namespace, emits "subscribe" and waits for its answer. */
public final class SocketIoDialect implements Dialect {
    private static final String OPEN = "0{";
    private static final String PING = "2";
    private static final String PONG = "3";
    private static final String CONNECT = "40";
    private static final String ANSWER = "430[";

    @Override
    public String path(Seat seat) {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public Conversation converse(Seat seat) {
        String rooms =
                seat.services().stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
        return new Talk("420[\"subscribe\"," + rooms + "]");
    }

    private record Talk(String subscribe) implements Conversation {
        @Override
        public void onOpen(Wire wire) {}

        @Override
        public void onMessage(Message message, Wire wire) {
            if (message.startsWith(PING) && message.length() == PING.length()) {
                wire.text(PONG);
            } else if (message.startsWith(OPEN)) {
                wire.text(CONNECT);
            } else if (message.startsWith(CONNECT)) {
                wire.text(subscribe);
            } else if (message.startsWith(ANSWER)) {
                wire.subscribed();
            } else {
                wire.fail("not expected: " + message);
            }
        }
    }
}
