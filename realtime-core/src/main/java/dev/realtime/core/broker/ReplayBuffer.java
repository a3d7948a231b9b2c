package dev.realtime.core.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retained publications of a channel: a ring of contiguous sequence numbers, and the head. Bounded by retention; takes no
 * room for publications while it is empty. Thread-safe; its lock is a leaf.
 */
public final class ReplayBuffer {
    /** The most bytes of JSON that a range of several publications makes (protocol rule P18). */
    public static final int MAX_RANGE_BYTES = 64 * 1024;

    /** The most publications of a range. */
    public static final int MAX_RANGE_COUNT = 1_000;

    private static final long MEETING_POINTS = 1_024; // every so many sequence numbers
    private static final PublicationRing EMPTY = new PublicationRing(); // of all empty buffers; nothing is added to it

    private final RetentionWatch watch;
    private final Object lock = this; // nobody else locks it, and every channel has one

    @GuardedBy("lock")
    private Head head;

    @GuardedBy("lock")
    private PublicationRing ring = EMPTY; // one of its own while there are publications

    @GuardedBy("lock")
    private boolean watched; // whether the watch knows that this buffer is not empty

    /**
     * An empty buffer.
     *
     * @param head where the channel stands
     * @param watch keeps age and bytes of all buffers of the node in bounds
     */
    public ReplayBuffer(Head head, RetentionWatch watch) {
        this.head = head;
        this.watch = watch;
    }

    /**
     * Where the channel stands.
     *
     * @return the newest position and its ancestor
     */
    public Head head() {
        synchronized (lock) {
            return head;
        }
    }

    /**
     * How many publications are kept at most.
     *
     * @return the retention's count
     */
    public int retainedCount() {
        return watch.retention().count();
    }

    /**
     * How many publications are kept.
     *
     * @return 0 to the retention's count
     */
    public int size() {
        synchronized (lock) {
            return ring.size();
        }
    }

    /**
     * Adds what the broker accepted, at the next sequence number: the one place where a sequence number is given.
     *
     * @param draft what
     * @param time when, for the time stamp
     * @return the publication at its position
     */
    public Publication append(Draft draft, Instant time) {
        Publication publication;
        boolean unwatched;
        long now = watch.now();
        synchronized (lock) {
            Position position = head.position().at(head.position().seq() + 1);
            publication = new Publication(
                    position, time, draft.tags(), draft.eventId(), draft.entity(), draft.kind(), draft.payload());
            unwatched = add(publication, now);
        }
        watch.onAdded(this, PublicationRing.heapBytes(publication), unwatched ? now : null);
        return publication;
    }

    /**
     * Adds a publication of another process if it is the next one.
     *
     * @param publication as the broker gave it
     * @return whether it was the next one of the head's epoch; otherwise nothing has changed
     */
    public boolean follow(Publication publication) {
        boolean unwatched;
        long now = watch.now();
        synchronized (lock) {
            Position next = head.position().at(head.position().seq() + 1);
            if (!publication.position().equals(next)) {
                return false;
            }
            unwatched = add(publication, now);
        }
        watch.onAdded(this, PublicationRing.heapBytes(publication), unwatched ? now : null);
        return true;
    }

    /**
     * Goes on in an epoch that forked from this one: keeps what is valid there, forgets the lost tail.
     *
     * @param ancestor the last position of the old epoch that is valid; not beyond the head
     * @param epoch the new epoch
     */
    public void fork(Position ancestor, String epoch) {
        long freed = 0;
        synchronized (lock) {
            while (ring.size() > 0 && ring.get(ring.size() - 1).seq() > ancestor.seq()) {
                freed += ring.removeLast();
            }
            letGoIfEmpty();
            head = new Head(new Position(epoch, ancestor.seq()), ancestor);
        }
        watch.onFreed(freed);
    }

    /**
     * Forgets everything and stands at a head, where what lies between is not known.
     *
     * @param newHead where the channel stands
     */
    public void reset(Head newHead) {
        long freed;
        synchronized (lock) {
            freed = ring.bytes();
            ring = EMPTY;
            head = newHead;
        }
        watch.onFreed(freed);
    }

    /**
     * What follows a cursor.
     *
     * @param cursor a position
     * @param maxCount the most publications, at least 1
     * @return a range of at most that many publications and at most {@link #MAX_RANGE_BYTES} of JSON, or one larger publication
     */
    public Slice after(Position cursor, int maxCount) {
        return after(cursor, maxCount, null);
    }

    /**
     * What follows a cursor, up to a position. Who asks from the same cursor up to the same position gets the same range; ranges
     * that are cut because of their size end where those of other cursors do, so that all who catch up meet.
     *
     * @param cursor a position
     * @param maxCount the most publications, at least 1
     * @param upTo where the range ends at the latest, or null for the head; a position of another epoch than the range's is no bound
     * @return a range of at most that many publications and at most {@link #MAX_RANGE_BYTES} of JSON, or one larger publication
     */
    public Slice after(Position cursor, int maxCount, @Nullable Position upTo) {
        synchronized (lock) {
            GapReason outside = outside(cursor);
            if (outside != null) {
                return new Slice.Outside(outside);
            }
            if (cursor.equals(head.position())) {
                return Slice.AT_HEAD;
            }
            Position ancestor = head.ancestor();
            boolean beforeFork =
                    ancestor != null && cursor.epoch().equals(ancestor.epoch()) && cursor.seq() < ancestor.seq();
            Position limit = ancestor != null && beforeFork ? ancestor : head.position(); // one epoch a range
            Position end = earlier(upTo, limit);
            return cursor.seq() < end.seq() || end.equals(limit)
                    ? new Slice.Found(range(cursor, end, maxCount))
                    : Slice.AT_HEAD;
        }
    }

    /**
     * Forgets publications that are too old.
     *
     * @param acceptedBefore the watch's clock
     * @return when the oldest one left was accepted, or null when none is left
     */
    @Nullable Long trim(long acceptedBefore) {
        long freed;
        Long oldest;
        synchronized (lock) {
            int old = 0;
            while (old < ring.size() && ring.acceptedAt(old) - acceptedBefore <= 0) {
                old++;
            }
            freed = ring.removeFirst(old);
            letGoIfEmpty();
            watched = ring.size() > 0;
            oldest = watched ? ring.acceptedAt(0) : null;
        }
        watch.onFreed(freed);
        return oldest;
    }

    @GuardedBy("lock")
    private void letGoIfEmpty() {
        ring = ring.size() == 0 ? EMPTY : ring;
    }

    @GuardedBy("lock")
    private @Nullable GapReason outside(Position cursor) {
        Position newest = head.position();
        Position ancestor = head.ancestor();
        if (cursor.epoch().equals(newest.epoch())) {
            if (cursor.seq() > newest.seq()) {
                return GapReason.AHEAD;
            }
            if (ancestor != null && cursor.seq() < ancestor.seq()) {
                return GapReason.EPOCH; // this epoch began at the ancestor: nobody was given such a position
            }
        } else if (ancestor == null || !cursor.epoch().equals(ancestor.epoch())) {
            return GapReason.EPOCH;
        } else if (cursor.seq() > ancestor.seq()) {
            return GapReason.TAIL_LOST;
        }
        return cursor.seq() < newest.seq() - ring.size() ? GapReason.TRIMMED : null;
    }

    @GuardedBy("lock")
    private LogRange range(Position cursor, Position limit, int maxCount) {
        int offset = (int) (cursor.seq() - (head.position().seq() - ring.size()));
        long available = limit.seq() - cursor.seq();
        List<Publication> publications = ring.list(offset, (int) Math.min(available, maxCount), MAX_RANGE_BYTES);
        if (publications.size() < available) {
            publications = publications.subList(0, aligned(cursor.seq(), publications.size()));
        }
        return new LogRange(cursor, limit.at(cursor.seq() + publications.size()), publications);
    }

    /** A bound if it comes before the limit, else the limit. */
    private static Position earlier(@Nullable Position bound, Position limit) {
        boolean before = bound != null && bound.epoch().equals(limit.epoch()) && bound.seq() < limit.seq();
        return bound != null && before ? bound : limit;
    }

    /**
     * How many of so many publications to take, so that those who began elsewhere meet: not across a meeting point, else up to a
     * round number, of which there are two to four within what fits. So after one range few different ones are left.
     */
    private static int aligned(long after, int count) {
        long meeting = (after + count) / MEETING_POINTS * MEETING_POINTS;
        if (meeting > after) {
            return (int) (meeting - after);
        }
        long step = Math.max(1, Integer.highestOneBit(count) / 2);
        return (int) ((after + count) / step * step - after);
    }

    @GuardedBy("lock")
    private boolean add(Publication publication, long now) {
        Retention retention = watch.retention();
        long room = retention.channelBytes() - PublicationRing.heapBytes(publication);
        while (ring.size() == retention.count() || (ring.size() > 0 && ring.bytes() > room)) {
            watch.onFreed(ring.removeFirst(1));
        }
        ring = ring == EMPTY ? new PublicationRing() : ring;
        ring.addLast(publication, now, retention.count());
        head = new Head(publication.position(), head.ancestor());
        boolean unwatched = !watched;
        watched = true;
        return unwatched;
    }
}
