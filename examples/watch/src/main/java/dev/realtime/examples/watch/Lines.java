package dev.realtime.examples.watch;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.core.Position;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How things look as lines. */
final class Lines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private Lines() {}

    static String event(ReceivedEvent event) {
        return "%s  %-10s %-18s %s  %s"
                .formatted(TIME.format(event.time()), event.service(), event.type(), event.position(), event.data());
    }

    static String gap(Gap gap) {
        String missed = gap.missed() == null ? "" : ", at most " + gap.missed() + " events";
        String from = gap.after() == null ? "an unknown position" : gap.after().toString();
        return note("gap in %s: from %s to %s (%s%s)"
                .formatted(gap.service(), from, gap.position(), gap.reason().wireName(), missed));
    }

    /** Java 17 has no patterns in switch yet. */
    static String state(ConnectionState state) {
        if (state instanceof ConnectionState.Open open) {
            return note("connected as " + open.connectionId());
        }
        if (state instanceof ConnectionState.Waiting waiting) {
            return note("not connected; attempt %d in %.1f s"
                    .formatted(waiting.attempt(), waiting.delay().toMillis() / 1_000.0));
        }
        if (state instanceof ConnectionState.Closed closed) {
            return note("closed: " + closed.reason());
        }
        return note(state instanceof ConnectionState.Connecting ? "connecting" : "idle");
    }

    static String refused(String service, Object why) {
        return note(service + " is refused: " + why);
    }

    /** So that it can be pasted behind {@code --positions}. */
    static String positions(Map<String, Position> positions) {
        return new TreeMap<>(positions)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String note(String text) {
        return "%s  -- %s".formatted(TIME.format(Instant.now()), text);
    }
}
