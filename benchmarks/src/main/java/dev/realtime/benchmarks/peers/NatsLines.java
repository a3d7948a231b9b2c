package dev.realtime.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * What the lines of NATS's protocol in a message ask of a client. Events are passed over: they are JSON, which has no line ends, so what
 * stands between two line ends is a line. Immutable.
 *
 * @param controls the complete lines that want something
 * @param rest the beginning of a line that goes on in the next message; empty for none
 */
record NatsLines(List<String> controls, String rest) {
    private static final String END = "\r\n";
    private static final List<String> CONTROLS = List.of("INFO", "PING", "PONG", "-ERR");

    /** Keeps a copy. */
    NatsLines {
        controls = List.copyOf(controls);
    }

    /** Reads a text that begins with a line. */
    static NatsLines of(String text) {
        List<String> controls = new ArrayList<>(0);
        int start = 0;
        for (int end = text.indexOf(END); end >= 0; end = text.indexOf(END, start)) {
            String line = text.substring(start, end);
            if (CONTROLS.stream().anyMatch(line::startsWith)) {
                controls.add(line);
            }
            start = end + END.length();
        }
        return new NatsLines(controls, text.substring(start));
    }
}
