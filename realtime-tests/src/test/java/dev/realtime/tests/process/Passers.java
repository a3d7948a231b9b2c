package dev.realtime.tests.process;

import dev.realtime.jakarta.RawClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that come, stay a moment without reading, and go: with a close frame, without one, or with a reset. On one thread. */
final class Passers implements AutoCloseable {
    private static final int USERS = 100;
    private static final int PRESENT = 30;
    private static final byte[] DONE = {3, (byte) 0xe8}; // 1000
    private static final List<String> HANDSHAKES = List.of(
            "{\"services\":[\"finance\",\"guest\"],\"version\":1}",
            "{\"services\":[\"tasks\"],\"version\":1,\"lastSeq\":1,\"encodings\":[\"gzip\"]}",
            "{\"services\":[\"staff\",\"tasks\"],\"version\":1,\"filters\":{\"room\":1},\"encodings\":[\"binary\"]}",
            "{\"services\":[\"guest\"],\"version\":1,\"positions\":{\"guest\":{\"epoch\":\"gone\",\"seq\":7}}}");

    private final int port;
    private final Queue<String> problems;
    private final Deque<RawClient> present = new ArrayDeque<>();
    private final AtomicLong passed = new AtomicLong();

    Passers(int port, Queue<String> problems) {
        this.port = port;
        this.problems = problems;
    }

    long passed() {
        return passed.get();
    }

    /** One more comes, and the one that has been here longest goes. */
    void turn() {
        long number = passed.getAndIncrement();
        try {
            RawClient client = RawClient.connect(port, "passer" + number % USERS);
            present.add(client);
            client.send(HANDSHAKES.get((int) (number % HANDSHAKES.size())));
            client.readUntil("\"type\":\"ack\"");
            if (present.size() > PRESENT) {
                leave(present.remove(), number);
            }
        } catch (IOException | AssertionError e) {
            problems.add("a passer: " + e);
        }
    }

    private static void leave(RawClient client, long number) throws IOException {
        switch ((int) (number % 3)) {
            case 0 -> {
                client.send(RawClient.CLOSE, true, DONE);
                client.readCloseCode();
                client.close();
            }
            case 1 -> client.close();
            default -> client.reset();
        }
    }

    @Override
    public void close() {
        for (RawClient client : present) {
            try {
                client.reset();
            } catch (IOException e) {
                // it has ended by itself
            }
        }
        present.clear();
    }
}
