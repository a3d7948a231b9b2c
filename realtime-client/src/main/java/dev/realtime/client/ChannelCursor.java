package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client knows of one service: the position up to which its handlers have run, and the request that is not yet
 * answered (protocol rules P10 to P12, P14). On the client's queue, but for {@link #position}.
 */
final class ChannelCursor {
    /** What to do with a range (protocol rule P10). */
    enum Verdict {
        /** (a) and (c): hand over what is above the position, then advance. */
        TAKE,
        /** (b): known already. */
        DUPLICATE,
        /** (d): something is missing before it. */
        LOST,
        /** A request is not yet answered, or the service is not subscribed: it does not count. */
        DROP
    }

    private static final long SAME_LOSS_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long LASTED_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long NONE = -1;

    private final String service;
    private volatile @Nullable Position position; // written on queue; read by RealtimeClient.positions
    private long awaited = NONE; // on queue; the latest unanswered request that names the service
    private boolean subscribed; // on queue; from the answer that starts the service to the next request
    private boolean startingOver; // on queue; the next request goes without position, and its answer ends a gap
    private boolean behind; // on queue; the last ping named a newer head, and no message came since
    private @Nullable Position lostAt; // on queue; where the last loss was
    private long lostSince; // on queue; nanoTime
    private @Nullable Position reported; // on queue; what the server of this connection knows of the position
    private @Nullable Gap promised; // on queue; a gap that was told with a snapshot to follow, which has not come yet
    private boolean snapshotNext; // on queue; the next message must be that snapshot
    private boolean gapNext; // on queue; the answer said that a gap follows
    private boolean startedOnce; // on queue; since the last refusal
    private long startedAt; // on queue; nanoTime
    private int refusals; // on queue; in a row

    ChannelCursor(String service, @Nullable Position position) {
        this.service = service;
        this.position = position;
    }

    String service() {
        return service;
    }

    /** Up to where the handlers have run; null before the first answer of a server. Any thread. */
    @Nullable Position position() {
        return position;
    }

    /** Where the next request goes on; null for the head. */
    @Nullable Position resumeFrom() {
        return startingOver ? null : position;
    }

    boolean isStartingOver() {
        return startingOver;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    /** A request that names the service is on its way; until its answer comes, messages do not count. */
    void await(long request) {
        awaited = request;
        ended();
    }

    /** The server does not send this service any more. */
    void ended() {
        subscribed = false;
        behind = false;
        snapshotNext = false;
        gapNext = false;
    }

    /** Takes an answer; false where a later request names the service too. */
    boolean isAnsweredBy(long request) {
        if (awaited != request) {
            return false;
        }
        awaited = NONE;
        return true;
    }

    /**
     * The server sends this service from now on.
     *
     * @param now the scheduler's {@code nanoTime}
     */
    void started(long now) {
        subscribed = true;
        startedOnce = true;
        startedAt = now;
        reported = position; // it is what was asked for, or what was answered
    }

    /** A gap follows the answer; anything else means that it got lost, also where a position beyond the head hides that. */
    void expectGap() {
        gapNext = true;
    }

    /** The position, where the server of this connection does not know it yet; null where it does. */
    @Nullable Position takeUnreported() {
        Position here = position;
        if (!subscribed || here == null || here.equals(reported)) {
            return null;
        }
        reported = here;
        return here;
    }

    /**
     * The server does not send this service; counts how often in a row. A subscription that lasted 30 s begins the row anew.
     *
     * @param now the scheduler's {@code nanoTime}
     */
    int refused(long now) {
        if (startedOnce && now - startedAt >= LASTED_NANOS) {
            refusals = 0;
        }
        startedOnce = false;
        return refusals++;
    }

    /**
     * The application was told of a gap that a snapshot makes up for; the position stays until that has come.
     *
     * @param gap as it was told
     */
    void promise(Gap gap) {
        promised = gap;
        snapshotNext = true;
        gapNext = false;
        behind = false;
    }

    /** The gap whose snapshot the application still waits for, also on another connection; null for none. */
    @Nullable Gap promised() {
        return promised;
    }

    /** The application waits for no snapshot any more: it has it, or knows that it does not come. */
    void settled() {
        promised = null;
        snapshotNext = false;
    }

    boolean isSnapshotNext() {
        return snapshotNext;
    }

    /** Everything up to there has been handed over, or will not come. */
    void moveTo(Position end) {
        position = end;
        startingOver = false;
        behind = false;
        gapNext = false;
    }

    /** Judges a range by where it begins and ends. */
    Verdict judge(ServerMessage.Range range) {
        if (!subscribed) {
            return Verdict.DROP;
        }
        behind = false;
        Position here = position;
        if (here == null || snapshotNext || gapNext) {
            return Verdict.LOST;
        }
        if (range.from().equals(here.epoch()) && range.after() == here.seq()) {
            return Verdict.TAKE;
        }
        if (!range.epoch().equals(here.epoch())) {
            return Verdict.LOST;
        }
        if (range.seq() <= here.seq()) {
            return Verdict.DUPLICATE;
        }
        return range.after() < here.seq() ? Verdict.TAKE : Verdict.LOST;
    }

    /** Judges a snapshot by its position: it is the one that was announced, or something is missing before it. */
    Verdict judge(Position snapshot) {
        Gap gap = promised;
        if (subscribed && gapNext) {
            return Verdict.LOST;
        }
        if (!subscribed || !snapshotNext || gap == null) {
            return Verdict.DROP; // a repeated one, or one that nobody waits for
        }
        return gap.position().equals(snapshot) ? Verdict.TAKE : Verdict.LOST;
    }

    /** The publications of a taken range that are above the position; at a fork the numbers go on, so they compare. */
    List<ServerMessage.Entry> above(ServerMessage.Range range) {
        Position here = position;
        return range.entries().stream()
                .filter(entry -> here == null || entry.seq() > here.seq())
                .toList();
    }

    /**
     * Something is missing after the position. The second time there it is given up: a frame that cannot be read, say.
     *
     * @param now the scheduler's {@code nanoTime}
     * @param byPing whether a ping told; such losses are too far apart for the 60 s to be a measure
     */
    void lost(long now, boolean byPing) {
        Position here = position;
        if (here != null && here.equals(lostAt) && (byPing || now - lostSince <= SAME_LOSS_NANOS)) {
            startingOver = true;
        } else {
            lostAt = here;
            lostSince = now;
        }
    }

    /**
     * Hears the newest position from a ping, null where the server does not send the service; true when it was behind in the
     * ping before too, with no message between.
     */
    boolean isBehindAgain(@Nullable Position head) {
        if (!subscribed) {
            return false;
        }
        Position here = position;
        boolean now = gapNext
                || here == null
                || head == null
                || !head.epoch().equals(here.epoch())
                || head.seq() > here.seq();
        boolean again = now && behind;
        behind = now && !again;
        return again;
    }
}
