package dev.realtime.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.benchmarks.load.Conversation;
import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.Message;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays what a server was recorded to say, and checks what the client says to it. */
final class Exchange implements Wire {
    private final Dialect dialect;
    private final Conversation conversation;
    private final List<String> said = new ArrayList<>();

    Exchange(Dialect dialect, Seat seat) {
        this.dialect = dialect;
        this.conversation = dialect.converse(seat);
    }

    /** The connection is open. */
    Exchange open() {
        conversation.onOpen(this);
        return this;
    }

    /** The server says this, as text. */
    Exchange hears(String message) {
        conversation.onMessage(new Message(message.getBytes(StandardCharsets.UTF_8), true), this);
        return this;
    }

    /** The server says this, and there are events in it. */
    Exchange hearsEvents(String text) {
        Message message = new Message(text.getBytes(StandardCharsets.UTF_8), true);
        conversation.onEvents(message, dialect.digest(message), this);
        return this;
    }

    /** The client has said exactly this since the last time. */
    Exchange says(String... expected) {
        assertEquals(List.of(expected), said);
        said.clear();
        return this;
    }

    @Override
    public void text(String message) {
        said.add(message);
    }

    @Override
    public void binary(byte[] message) {
        said.add("binary " + new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void subscribed() {
        said.add("subscribed");
    }

    @Override
    public void gap() {
        said.add("gap");
    }

    @Override
    public void fail(String reason) {
        said.add("fail");
    }
}
