package dev.realtime.tests.stress;

import dev.realtime.jakarta.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that reads as fast as it can and notes how late each event is. */
final class Reader implements AutoCloseable {
    static final String HANDSHAKE = "{\"services\":[\"finance\"],\"version\":1,\"encodings\":[\"binary\"]}";

    private static final Pattern SENT = Pattern.compile("\"data\":\"(\\d+) ");

    private final RawClient client;
    private List<Long> latencies = new ArrayList<>();

    Reader(RawClient client) throws IOException {
        this(client, HANDSHAKE);
    }

    Reader(RawClient client, String handshake) throws IOException {
        this.client = client;
        client.send(handshake);
        client.readUntil("\"type\":\"ack\"");
        new Thread(this::read, "reader").start();
    }

    private void read() {
        try {
            while (true) {
                Matcher sent = SENT.matcher(client.read().text());
                long now = System.nanoTime();
                synchronized (this) {
                    while (sent.find()) {
                        latencies.add(now - Long.parseLong(sent.group(1)));
                    }
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    synchronized List<Long> takeLatencies() {
        List<Long> taken = latencies;
        latencies = new ArrayList<>();
        return taken;
    }

    @Override
    public void close() throws IOException {
        client.close(); // the thread ends with it
    }
}
