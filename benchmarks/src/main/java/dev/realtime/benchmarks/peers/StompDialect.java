package dev.realtime.benchmarks.peers;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;
import java.util.List;

/** STOMP 1.2 without heartbeats: subscribes to {@code /topic/<channel>} and waits for a receipt of each subscription. */
public final class StompDialect implements Dialect {
    private static final String END = "\n\n\0";

    @Override
    public String path(Seat seat) {
        return "/stomp";
    }

    @Override
    public List<String> headers(Seat seat) {
        return List.of("Sec-WebSocket-Protocol: v12.stomp");
    }

    @Override
    public Conversation converse(Seat seat) {
        return new Talk(seat.services());
    }

    private static final class Talk implements Conversation {
        private final List<String> channels;
        private int receipts;

        Talk(List<String> channels) {
            this.channels = channels;
        }

        @Override
        public void onOpen(Wire wire) {
            receipts = 0;
            wire.text("CONNECT\naccept-version:1.2\nhost:bench\nheart-beat:0,0" + END);
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            if (message.startsWith("CONNECTED")) {
                for (int i = 0; i < channels.size(); i++) {
                    wire.text(
                            "SUBSCRIBE\nid:" + i + "\ndestination:/topic/" + channels.get(i) + "\nreceipt:r" + i + END);
                }
            } else if (message.startsWith("RECEIPT")) {
                receipts++;
                if (receipts == channels.size()) {
                    wire.subscribed();
                }
            } else {
                wire.fail("not expected: " + message);
            }
        }
    }
}
