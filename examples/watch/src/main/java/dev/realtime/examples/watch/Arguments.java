package dev.realtime.examples.watch;

import dev.realtime.core.Position;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line. Immutable.
 *
 * @param uri the server's endpoint
 * @param token the token, or {@code @} and the file that holds it
 * @param services what to watch
 * @param positions where to go on
 */
record Arguments(URI uri, String token, List<String> services, Map<String, Position> positions) {
    static final String USAGE = """
            Usage: watch <ws-uri> <token|@file> <service>... [--positions service=epoch.seq,...]

            The file is read before each attempt to connect, so that its token may change.""";

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it cannot be understood; the message says why
     */
    static Arguments parse(String... args) {
        List<String> plain = new ArrayList<>();
        Map<String, Position> positions = Map.of();
        for (int i = 0; i < args.length; i++) {
            if (!args[i].equals("--positions")) {
                plain.add(args[i]);
            } else if (++i < args.length) {
                positions = positions(args[i]);
            } else {
                throw new IllegalArgumentException("--positions needs a value");
            }
        }
        if (plain.size() < 3) {
            throw new IllegalArgumentException("An address, a token and at least one service are needed");
        }
        List<String> services =
                plain.subList(2, plain.size()).stream().distinct().toList();
        return new Arguments(URI.create(plain.get(0)), plain.get(1), services, positions);
    }

    private static Map<String, Position> positions(String text) {
        Map<String, Position> positions = new LinkedHashMap<>();
        for (String one : text.split(",", -1)) {
            int equals = one.indexOf('=');
            int dot = one.lastIndexOf('.');
            if (equals < 1 || dot < equals || !one.substring(dot + 1).matches("\\d{1,16}")) {
                throw new IllegalArgumentException("--positions must be like finance=Zk1.40,tasks=Zk2.3");
            }
            positions.put(
                    one.substring(0, equals),
                    new Position(one.substring(equals + 1, dot), Long.parseLong(one.substring(dot + 1))));
        }
        return positions;
    }

    /** The token as it is now. */
    String currentToken() {
        if (!token.startsWith("@")) {
            return token;
        }
        Path file = Path.of(token.substring(1));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the token from " + file, e);
        }
    }
}
