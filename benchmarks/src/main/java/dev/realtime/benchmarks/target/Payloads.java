package dev.realtime.benchmarks.target;

import java.io.IOException;
import java.nio.file.Path;

/** What the events of a run carry. Its JSON begins with the members {@code t} and {@code n}, by which load clients find events. Thread-safe. */
@FunctionalInterface
public interface Payloads {
    /** The data of an event: the time that it is meant for, its number, and something that Jackson writes after them. */
    Object data(long time, long number);

    /** The payloads that a command line asks for: {@code --bookings file}, or words up to {@code --size}. */
    static Payloads of(Options options) throws IOException {
        String bookings = options.text("bookings", "");
        int size = options.number("size", 200);
        return bookings.isEmpty() ? new WordPayloads(size) : BookingPayloads.read(Path.of(bookings));
    }
}
