package dev.realtime.testkit.wire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What went over the wire, both ways, and when. One log may serve several tools of a test, so that their frames stand in one order.
 * Keeps the last 10,000 entries. It shows contents: it is for tests. Thread-safe.
 */
public final class FrameLog {
    private static final int MAX_ENTRIES = 10_000;

    /**
     * A frame, or something else that happened to a connection.
     *
     * @param at when, since the log was made
     * @param connection which of its tool, from 1
     * @param from who sent the frame; null where there is none
     * @param frame the frame; null where something else happened
     * @param what in words; the frame's where there is one
     */
    public record Entry(
            Duration at,
            int connection,
            @Nullable Side from,
            @Nullable RawFrame frame,
            String what) {
        /** One line: {@code >} goes to the server, {@code <} to the client. */
        @Override
        public String toString() {
            String way = from == null ? "-" : from == Side.CLIENT ? ">" : "<";
            return String.format(Locale.ROOT, "+%.3f #%d %s %s", at.toNanos() / 1e9, connection, way, what);
        }
    }

    private final long begin = System.nanoTime();

    @GuardedBy("this")
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** An empty log. */
    public FrameLog() {}

    void frame(int connection, Side from, RawFrame frame) {
        add(new Entry(sinceBegin(), connection, from, frame, frame.toString()));
    }

    void note(int connection, String what) {
        add(new Entry(sinceBegin(), connection, null, null, what));
    }

    private Duration sinceBegin() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private synchronized void add(Entry entry) {
        entries.add(entry);
        if (entries.size() > MAX_ENTRIES) {
            entries.remove();
        }
    }

    /**
     * Everything.
     *
     * @return in order; a copy
     */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The frames of one side.
     *
     * @param from who sent them
     * @return in order, of all connections
     */
    public List<RawFrame> frames(Side from) {
        List<RawFrame> frames = new ArrayList<>();
        for (Entry entry : entries()) {
            RawFrame frame = entry.frame();
            if (frame != null && entry.from() == from) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** One line an entry, to read under a failure. */
    @Override
    public String toString() {
        return entries().stream().map(Entry::toString).collect(Collectors.joining("\n"));
    }
}
