package dev.realtime.tests.process;

import dev.realtime.jakarta.RawClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read less than there is: some a frame now and then, the others nothing at all, until the server closes them or they
 * have been there for so long that another takes their place. On one thread.
 */
final class SlowReaders implements AutoCloseable {
    private static final String HANDSHAKE = "{\"services\":[\"finance\",\"guest\"],\"version\":1}";
    private static final int SEATS = 6; // every second reads nothing
    private static final int TURNS = 750; // of one seat, before another client takes it: 150 s

    private final int port;
    private final @Nullable RawClient[] seats = new RawClient[SEATS];
    private final int[] turns = new int[SEATS];
    private final AtomicLong came = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    SlowReaders(int port) {
        this.port = port;
    }

    /** How many there were. */
    long came() {
        return came.get();
    }

    /** How many of them the server closed, or cut. */
    long closed() {
        return closed.get();
    }

    /** Five times a second. */
    void turn() {
        for (int seat = 0; seat < SEATS; seat++) {
            try {
                turn(seat);
            } catch (IOException | AssertionError e) {
                closed.incrementAndGet();
                free(seat);
            }
        }
    }

    private void turn(int seat) throws IOException {
        RawClient client = seats[seat];
        if (client == null) {
            client = RawClient.connect(port, "slow" + seat);
            seats[seat] = client;
            turns[seat] = 0;
            came.incrementAndGet();
            client.send(HANDSHAKE);
            client.readUntil("\"type\":\"ack\"");
        } else if (++turns[seat] > TURNS) {
            free(seat);
        } else if (seat % 2 == 0 && client.read().operation() == RawClient.CLOSE) {
            throw new IOException("closed");
        }
    }

    private void free(int seat) {
        RawClient client = seats[seat];
        seats[seat] = null;
        if (client != null) {
            try {
                client.reset();
            } catch (IOException e) {
                // it has ended by itself
            }
        }
    }

    @Override
    public void close() {
        for (int seat = 0; seat < SEATS; seat++) {
            free(seat);
        }
    }
}
