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

    private static final Pattern SATURATED = Pattern.compile("\"service\":\"saturated\".*?\"seq\":(\\d+)");
    private static final int HEAD = 200; // characters in which the place of a message is

    private static final Pattern SENT = Pattern.compile("\"data\":\"(\\d+) ");

    private final RawClient client;
    private volatile long saturated; // written by its thread
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
                String text = client.read().text();
                long now = System.nanoTime();
                Matcher place = SATURATED.matcher(text.substring(0, Math.min(HEAD, text.length())));
                if (place.find()) {
                    saturated = Long.parseLong(place.group(1));
                    continue;
                }
                Matcher sent = SENT.matcher(text);
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

    /** Up to where the service of that name was read. */
    long saturated() {
        return saturated;
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
