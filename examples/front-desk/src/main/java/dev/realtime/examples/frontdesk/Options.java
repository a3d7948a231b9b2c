package dev.realtime.examples.frontdesk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the front desk opens. Immutable.
 *
 * @param port where it listens on the loopback interface; 0 leaves the choice to the system. Default: the system property
 *     {@code frontdesk.port}, or else 8080
 * @param tokens a file that keeps the tokens over a restart, or null for new ones at each start
 * @param replay what to replay, or null for nothing
 */
record Options(int port, @Nullable Path tokens, Replay.@Nullable Source replay) {
    static final String USAGE = "Usage: [--port N] [--tokens FILE] [--replay FILE.csv [--rate ROWS_PER_SECOND]]";

    private static final Set<String> NAMES = Set.of("--port", "--tokens", "--replay", "--rate");

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it cannot be understood; the message says why
     */
    static Options parse(String... args) {
        Map<String, String> given = pairs(args);
        String port = given.getOrDefault("--port", System.getProperty("frontdesk.port", "8080"));
        String tokens = given.get("--tokens");
        String file = given.get("--replay");
        if (file == null && given.containsKey("--rate")) {
            throw new IllegalArgumentException("--rate needs --replay");
        }
        int rate = whole("--rate", given.getOrDefault("--rate", "20"), 1, 100_000);
        return new Options(
                whole("--port", port, 0, 65_535),
                tokens == null ? null : Path.of(tokens),
                file == null ? null : new Replay.Source(Path.of(file), rate));
    }

    private static Map<String, String> pairs(String... args) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i])) {
                throw new IllegalArgumentException("Unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            pairs.put(args[i], args[i + 1]);
        }
        return pairs;
    }

    private static int whole(String name, String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be " + min + " to " + max + " but was " + text);
    }
}
