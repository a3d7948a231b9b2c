package dev.realtime.benchmarks.peers;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;

/** The peer on {@code ws}: the request names the channels, and nothing more is said. */
public final class WsDialect implements Dialect {
    private static final Conversation SILENT = new Conversation() {
        @Override
        public void onOpen(Wire wire) {
            wire.subscribed();
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            wire.fail("not expected: " + message);
        }
    };

    @Override
    public String path(Seat seat) {
        return "/?channels=" + String.join(",", seat.services());
    }

    @Override
    public Conversation converse(Seat seat) {
        return SILENT;
    }
}
