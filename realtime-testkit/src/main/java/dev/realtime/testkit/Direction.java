package dev.realtime.testkit;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way of a pipe: frames in order, each after its delay, a window of bytes under way, the close behind the last frame. */
final class Direction {
    private record Item(@Nullable Frame frame, @Nullable CloseReason close, long dueAt) {}

    private record Waiting(Frame frame, Transport.Completion completion) {}

    private final ManualScheduler time;
    private final Link link;
    private final Way way;
    private final ArrayDeque<Item> underWay = new ArrayDeque<>();
    private Transport.@Nullable Listener receiver;
    private @Nullable Waiting waiting; // the frame that found the window full
    private int bytesUnderWay;
    private boolean pumping;
    private boolean closed; // a close stands behind the last frame
    private boolean lost; // what is sent goes nowhere, and nobody notices
    private long lastDue;
    private long busyUntil;

    Direction(ManualScheduler time, Link link, Way way) {
        this.time = time;
        this.link = link;
        this.way = way;
    }

    void receiver(Transport.Listener listener) {
        receiver = listener;
    }

    /** Frames go nowhere from here on, and nothing that is under way arrives. */
    void lose() {
        lost = true;
        underWay.clear();
    }

    /** Takes a frame, or keeps it until there is room. */
    void send(Frame frame, Transport.Completion completion) {
        if (closed) {
            return; // its completion stays away, as with real containers
        }
        if (!hasRoom(frame)) {
            waiting = new Waiting(frame, completion);
            return;
        }
        accept(frame);
        if (link.completesInline()) {
            completion.onComplete(null);
        } else {
            time.execute(() -> completion.onComplete(null));
        }
    }

    private boolean hasRoom(Frame frame) {
        return bytesUnderWay == 0 || bytesUnderWay + frame.size() <= link.windowBytes();
    }

    private void accept(Frame frame) {
        if (lost) {
            bytesUnderWay += frame.size(); // nobody takes them out again: the window fills up
            return;
        }
        for (Frame copy : way == Way.TO_CLIENT ? link.fate(frame) : List.of(frame)) {
            bytesUnderWay += copy.size();
            underWay.add(new Item(copy, null, due(copy.size())));
        }
        pump();
    }

    void close(CloseReason reason) {
        if (!closed) {
            closed = true;
            waiting = null;
            if (!lost) {
                underWay.add(new Item(null, reason, due(0)));
                pump();
            }
        }
    }

    /** Ends at once; what is under way is gone. */
    void cut() {
        closed = true;
        waiting = null;
        underWay.clear();
        if (!lost) {
            underWay.add(new Item(null, CloseReason.of(CloseReason.ABNORMAL, "cut"), time.nanoTime()));
            pump();
        }
    }

    /** Nothing follows what is under way, and the receiver does not hear of it. */
    void endSilently() {
        closed = true;
        waiting = null;
    }

    private long due(int bytes) {
        busyUntil = Math.max(busyUntil, time.nanoTime()) + link.pace().transferNanos(bytes);
        lastDue = Math.max(lastDue, busyUntil + link.pace().delayNanos(bytes));
        return lastDue;
    }

    /** Has what is under way arrive, unless the way is blocked. */
    void pump() {
        Item next = underWay.peek();
        if (next == null || pumping || link.isBlocked(way)) {
            return;
        }
        pumping = true;
        time.schedule(Duration.ofNanos(Math.max(0, next.dueAt - time.nanoTime())), this::deliver);
    }

    private void deliver() {
        pumping = false;
        Item item = link.isBlocked(way) ? null : underWay.peek();
        if (item == null || item.dueAt > time.nanoTime()) {
            pump();
            return;
        }
        underWay.remove();
        if (item.frame != null) {
            bytesUnderWay -= item.frame.size();
            makeRoom();
        }
        Transport.Listener listener = receiver;
        if (listener != null && item.frame != null) {
            link.onFrame(way, item.frame);
            listener.onFrame(item.frame);
        } else if (listener != null && item.close != null) {
            receiver = null;
            listener.onClosed(item.close);
        }
        pump();
    }

    private void makeRoom() {
        Waiting next = waiting;
        if (next != null && hasRoom(next.frame)) {
            waiting = null;
            accept(next.frame);
            time.execute(() -> next.completion.onComplete(null));
        }
    }

    /** The receiving end has closed by itself: it hears its own reason, and nothing more. */
    void deaf(CloseReason reason) {
        Transport.Listener listener = receiver;
        receiver = null;
        if (listener != null) {
            time.execute(() -> listener.onClosed(reason));
        }
    }
}
