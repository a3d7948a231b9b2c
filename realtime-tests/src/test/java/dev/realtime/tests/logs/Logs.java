package dev.realtime.tests.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.event.Level;

/** What this library logs from the moment it is made until it is closed; only one at a time. Lines of other libraries are left out. */
public final class Logs implements AutoCloseable {
    /** A line with its keys and values. */
    public record Line(Level level, String logger, String message, Map<String, Object> values, Throwable cause) {
        /** Level, message, keys and values, without the name of the connection, which is chance. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(level + " " + message);
            values.forEach((key, value) ->
                    text.append(key.equals("connection") ? "" : " " + key + "=" + String.valueOf(value)));
            return text.toString();
        }

        /** Everything that a backend may print of it. */
        public String everything() {
            StringWriter text = new StringWriter();
            text.append(level + " " + logger + " " + message + " " + values + "\n");
            if (cause != null) {
                cause.printStackTrace(new PrintWriter(text, true));
            }
            return text.toString();
        }
    }

    private static volatile Logs listening;

    private final Level level; // null for none
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private Logs(Level level) {
        this.level = level;
    }

    /** Listens to a level and all above it. */
    public static Logs at(Level level) {
        if (listening != null) {
            throw new IllegalStateException("somebody listens already");
        }
        listening = new Logs(level);
        return listening;
    }

    /** Drops everything, so that nothing is printed: for runs by the thousand, whose errors are on purpose. */
    public static Logs dropped() {
        return at(null);
    }

    static boolean isWanted(Level level) {
        Logs now = listening;
        return now != null && now.level != null && level.toInt() >= now.level.toInt();
    }

    /** Whether a line is kept or printed. */
    static boolean isHeard(Level level) {
        return listening == null || isWanted(level);
    }

    static void add(Line line) {
        Logs now = listening;
        if (now == null) {
            System.err.println(line.everything()); // only warnings come here
        } else if (isWanted(line.level()) && line.logger().startsWith("dev.realtime.")) {
            now.lines.add(line);
        }
    }

    /** All lines so far, in order. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The lines with a message so far, as text. */
    public List<String> of(String message) {
        return lines.stream()
                .filter(line -> line.message().equals(message))
                .map(Line::toString)
                .toList();
    }

    @Override
    public void close() {
        listening = null;
    }
}
