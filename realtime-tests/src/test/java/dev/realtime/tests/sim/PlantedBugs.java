package dev.realtime.tests.sim;

import java.util.stream.Stream;

/** The bugs that {@link PlantedBugsTest} plants, most of them ones that others have shipped. */
final class PlantedBugs {
    /** A change of one source file that makes it wrong. */
    record Bug(String name, String file, String right, String wrong) {
        @Override
        public String toString() {
            return name;
        }
    }

    private PlantedBugs() {}

    private static final String CORE = "realtime-core/src/main/java/dev/realtime/core/";
    private static final String CLIENT = "realtime-client/src/main/java/dev/realtime/client/";

    static Stream<Bug> all() {
        return Stream.of(bugsOfLogs(), bugsOfWithholding(), bugsOfTurns(), bugsOfRights())
                .flatMap(bugs -> bugs);
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
                        "if (!advance(Cursor.at(feed().log().head().position()))) {"),
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

    private static Stream<Bug> bugsOfTurns() {
        return Stream.of(
                new Bug(
                        "a filter change forgets the snapshot that was promised",
                        CORE + "server/Detour.java",
                        "snapshotDue ? snapshot : null",
                        "null"),
                new Bug(
                        "a filter withholds invalidations",
                        CORE + "server/SharedRange.java",
                        "place.filter().matches(publication.tags())",
                        "publication.kind() == Publication.Kind.EVENTS && place.filter().matches(publication.tags())"),
                new Bug(
                        "an invalidation in a batch is not read",
                        CORE + "protocol/ServerMessageReader.java",
                        "if (inner.has(\"events\") || inner.has(\"invalidate\")) {",
                        "if (inner.has(\"events\")) {"),
                new Bug(
                        "a subscription has one turn only",
                        CORE + "server/ReadyQueue.java",
                        "subscription.queued = false;",
                        ""),
                new Bug(
                        "a subscription that is replaced goes on",
                        CORE + "server/Outbound.java",
                        "end(subscription.service(), gone);",
                        "Math.max(0, gone.size());"),
                new Bug(
                        "who leaves is told the head",
                        CORE + "server/Requests.java",
                        "subscription.here().known(), null, null",
                        "subscription.feed().log().head().position(), null, null"),
                new Bug(
                        "who comes again begins at the head",
                        CORE + "server/Subscribing.java",
                        "if (given != null) {",
                        "if (given != null && !several && current != null) {"));
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
}
