package dev.realtime.tests.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The seeds that have failed once, in a file of the sources: they run first from then on. */
final class Regressions {
    private static final Path FILE = root().resolve("realtime-tests/src/test/resources/sim/regression-seeds.txt");

    private Regressions() {}

    static List<Long> seeds() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Long.valueOf(line.split(" ", 2)[0]))
                .toList();
    }

    /** Keeps a seed, with the commit that it failed at. */
    static synchronized void add(long seed) {
        try {
            if (!seeds().contains(seed)) {
                Files.writeString(FILE, seed + " failed at " + commit() + "\n", StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commit that is checked out, or "unknown". */
    static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                    .directory(root().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "unknown" : commit;
        } catch (IOException e) {
            return "unknown"; // no git on this machine
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("realtime-core")) ? here : here.getParent();
    }
}
