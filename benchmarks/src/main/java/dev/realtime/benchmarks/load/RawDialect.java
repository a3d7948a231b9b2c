package dev.realtime.benchmarks.load;

import java.util.List;

/** The bare loops: whoever connects gets everything. The server says {@code hello} when the client is on its list. */
public final class RawDialect implements Dialect {
    /** The path of the bare loops. */
    public static final String PATH = "/raw";

    private static final Conversation LISTENING = new Conversation() {
        @Override
        public void onOpen(Wire wire) {
            wire.text("hello"); // as others say what they want: containers allocate buffers for it
        }

        @Override
        public void onMessage(Message message, Wire wire) {
            wire.subscribed();
        }
    };

    @Override
    public String path(Seat seat) {
        return PATH;
    }

    /** The same credentials as this library's clients send: containers keep what a request says. */
    @Override
    public List<String> headers(Seat seat) {
        return RealtimeDialect.credentials(seat);
    }

    @Override
    public Conversation converse(Seat seat) {
        return LISTENING;
    }
}
