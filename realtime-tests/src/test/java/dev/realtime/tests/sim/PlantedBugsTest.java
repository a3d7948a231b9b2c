package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs planted in the sources of server and client, most of them ones that others have shipped: the simulation must find each within
 * 1,000 runs. What survives shows a fault that the simulation lacks.
 */
class PlantedBugsTest {
    private static final int RUNS = 1_000;

    /** A change of one source file that makes it wrong. */
    private record Bug(String name, String file, String right, String wrong) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String CORE = "realtime-core/src/main/java/dev/realtime/core/";
    private static final String CLIENT = "realtime-client/src/main/java/dev/realtime/client/";

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "the buffer is overwritten and no gap is said",
                        CORE + "broker/ReplayBuffer.java",
                        "return cursor.seq() < newest.seq() - ring.size() ? GapReason.TRIMMED : null;",
                        "return null;"),
                new Bug(
                        "a new history keeps the old epoch",
                        CORE + "broker/InMemoryBroker.java",
                        "return epoch.toString();",
                        "return \"same\";"),
                new Bug(
                        "an idempotency key is not looked up",
                        CORE + "broker/IdempotencyKeys.java",
                        "return positions.get(new Key(channel, key), scheduler.nanoTime());",
                        "return null;"),
                new Bug(
                        "a fork keeps the lost tail",
                        CORE + "broker/ReplayBuffer.java",
                        "ring.get(ring.size() - 1).seq() > ancestor.seq()",
                        "false"),
                new Bug(
                        "the org is missing from the key of a channel",
                        CORE + "server/Subscribing.java",
                        "Channel.of(identity.org(), service)",
                        "Channel.of(\"org-a\", service)"),
                new Bug(
                        "a gap does not move the cursor to the head",
                        CORE + "server/Subscription.java",
                        "boolean going = snapshotFollows ? expectSnapshot() : advance(Cursor.at(to));",
                        "boolean going = snapshotFollows ? expectSnapshot() : advance(Cursor.at(to.at(Math.max(0, to.seq() - 1))));"),
                new Bug(
                        "a range of a follower begins one too late",
                        CORE + "broker/ReplayBuffer.java",
                        "int offset = (int) (cursor.seq() - (head.position().seq() - ring.size()));",
                        "int offset = (int) Math.min(ring.size() - 1,"
                                + " 1 + cursor.seq() - (head.position().seq() - ring.size()));"),
                new Bug(
                        "a follower takes what does not follow",
                        CORE + "broker/ReplayBuffer.java",
                        "if (!publication.position().equals(next)) {",
                        "if (publication.seq() <= head.position().seq()) {"),
                new Bug(
                        "a stalled frame is never noticed",
                        CORE + "transport/SendLoop.java",
                        "if (left <= 0) {",
                        "if (left == Long.MIN_VALUE) {"),
                new Bug(
                        "a client does not resume before its first event",
                        CLIENT + "ChannelCursor.java",
                        "return startingOver ? null : position;",
                        "return startingOver || lostAt == null ? null : position;"),
                new Bug(
                        "a client takes what does not follow its position",
                        CLIENT + "ChannelCursor.java",
                        "return range.after() < here.seq() ? Verdict.TAKE : Verdict.LOST;",
                        "return Verdict.TAKE;"),
                new Bug(
                        "a client's position stays where it is",
                        CLIENT + "ChannelCursor.java",
                        "        position = end;\n",
                        "        position = position == null ? end : position;\n"),
                new Bug(
                        "a client does not look at the heads in pings",
                        CLIENT + "ChannelCursor.java",
                        "boolean again = now && behind;",
                        "boolean again = false;"),
                new Bug(
                        "a client does not notice silence",
                        CLIENT + "Silence.java",
                        "if (clock.now() - heardAt >= limit.toNanos()) {",
                        "if (heardAt == Long.MIN_VALUE) {"),
                new Bug(
                        "a client loses the timer of a reconnect",
                        CLIENT + "Lifecycle.java",
                        "wait = clock.after(delay.get(), this::connect);",
                        "if (plan.attempt() != 2) { wait = clock.after(delay.get(), this::connect); }"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void the_line_to_change_is_there(Bug bug) throws IOException {
        assertTrue(Files.readString(root().resolve(bug.file)).contains(bug.right), bug.right);
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("bugs")
    void the_simulation_finds_that(Bug bug, @TempDir Path classes) throws Exception {
        compile(bug, classes);
        try (BuggyLoader loader = new BuggyLoader(classes)) {
            Method live = loader.loadClass(OneRun.class.getName()).getMethod("live", long.class);
            int found = firstFailure(live);
            System.out.println("planted: " + bug + ": found in run " + found);
            assertTrue(found > 0, "not found within " + RUNS + " runs: " + bug);
        }
    }

    private static int firstFailure(Method live) throws IllegalAccessException {
        for (int run = 1; run <= RUNS; run++) {
            try {
                live.invoke(null, (long) run);
            } catch (InvocationTargetException e) {
                return run; // a broken promise, or a task that threw
            }
        }
        return -1;
    }

    private static void compile(Bug bug, Path classes) throws IOException {
        Path file = root().resolve(bug.file);
        String source = Files.readString(file);
        String wrong = source.replace(bug.right, bug.wrong);
        JavaFileObject unit =
                new SimpleJavaFileObject(URI.create("string:///" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return wrong;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-d", classes.toString(), "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(unit))
                .call();
        assertEquals(true, done, messages.toString());
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("realtime-core")) ? here : here.getParent();
    }
}
