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
        return Stream.concat(bugsOfLogs(), Stream.concat(bugsOfWithholding(), bugsOfRights()));
    }

    private static Stream<Bug> bugsOfWithholding() {
        return Stream.of(
                new Bug(
                        "what was looked at counts as told",
                        CORE + "server/Subscription.java",
                        "advance(new Cursor(from.told(), end.scanned()));",
                        "advance(new Cursor(end.scanned(), end.scanned()));"),
                new Bug(
                        "a new filter begins where the server has looked",
                        CORE + "server/Subscription.java",
                        "return new Beginning(cursor.told(), ",
                        "return new Beginning(cursor.scanned(), "),
                new Bug(
                        "conflated first, then filtered",
                        CORE + "server/SharedRange.java",
                        "List<Publication> publications = log.publications();",
                        "List<Publication> publications = conflated ? conflate(log.publications()) : log.publications();"),
                new Bug(
                        "publications without entity are conflated",
                        CORE + "server/SharedRange.java",
                        "if (entity == null || later.add(entity)) {",
                        "if (later.add(entity)) {"),
                new Bug(
                        "ranges are shared over filters",
                        CORE + "server/RangeCache.java",
                        "record Place(Cursor cursor, Filter filter) {}",
                        "record Place(Cursor cursor, Filter filter) {"
                                + " public boolean equals(Object o) { return o instanceof Place p && p.cursor.equals(cursor); }"
                                + " public int hashCode() { return cursor.hashCode(); } }"),
                new Bug(
                        "what is withheld is not told before the pings",
                        CORE + "server/FanOut.java",
                        "return mark != null && mark.epoch().equals(told.epoch()) && told.seq() < mark.seq();",
                        "return false;"),
                new Bug(
                        "what is withheld is not told before the first round",
                        CORE + "server/FanOut.java",
                        "tellUpTo = known == null && log != null ? log.head().position() : known;",
                        "tellUpTo = known;"),
                new Bug(
                        "the timer of a window is lost",
                        CORE + "server/Rounds.java",
                        "timer = scheduler.schedule(Duration.ofNanos(nanos), this::endWindow);",
                        "timer = Scheduler.Timer.NONE;"),
                new Bug(
                        "a snapshot leads to the head, not to its position",
                        CORE + "server/Subscription.java",
                        "if (!advance(Cursor.at(taken.position()))) {",
                        "if (!advance(Cursor.at(feed.log().head().position()))) {"),
                new Bug(
                        "a client moves with the gap, not with its snapshot",
                        CLIENT + "Subscriptions.java",
                        "cursor.promise(told);",
                        "cursor.promise(told); cursor.moveTo(position);"),
                new Bug(
                        "a client takes what follows a snapshot for known",
                        CLIENT + "Subscriptions.java",
                        "dispatcher.startAgain(cursor.service());",
                        ""),
                new Bug(
                        "a client does not miss the gap that was announced",
                        CLIENT + "Subscriptions.java",
                        "cursor.expectGap();",
                        ""),
                new Bug(
                        "a client forgets its filter when it connects again",
                        CLIENT + "FilterChanges.java",
                        "return takeWaiting();",
                        "takeWaiting(); return inForce;"));
    }

    private static Stream<Bug> bugsOfRights() {
        return Stream.of(
                new Bug(
                        "a new token is not held against the rights",
                        CORE + "server/Requests.java",
                        "        owner.renewed(now);\n        recheckNow();\n",
                        "        owner.renewed(now);\n"),
                new Bug(
                        "a subscription without right is not ended",
                        CORE + "server/Outbound.java",
                        "if (last != null || !subscriptions.remove(subscription)) {",
                        "if (last != null || !subscriptions.contains(subscription)) {"),
                new Bug(
                        "the end of a subscription is not told",
                        CORE + "server/Outbound.java",
                        "            add(new Reply(notice, Kind.NOTICE));\n",
                        ""),
                new Bug(
                        "a client does not miss a service in the pings",
                        CLIENT + "ChannelCursor.java",
                        "boolean again = now && behind;",
                        "boolean again = head != null && now && behind;"),
                new Bug(
                        "a server that drains says too early when to come again",
                        CORE + "server/Drain.java",
                        "return Duration.ofSeconds(Math.max(1, Duration.ofNanos(left).toSeconds() + 1));",
                        "return Duration.ofSeconds(1);"),
                new Bug(
                        "a client that is sent away does not come again",
                        CLIENT + "ReconnectPlan.java",
                        "return Optional.of(left);",
                        "return Optional.empty();"),
                new Bug(
                        "a report of what was processed counts for more",
                        CORE + "server/Requests.java",
                        "subscription.delivered(position);",
                        "subscription.delivered(subscription.here().position());"));
    }

    private static Stream<Bug> bugsOfLogs() {
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
