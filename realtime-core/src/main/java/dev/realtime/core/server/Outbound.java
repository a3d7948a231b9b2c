package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.SendLoop;
import dev.realtime.core.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one connection: the answers that wait, then the next step of the next ready subscription, one after the other,
 * those of a higher priority first (F1.16). It keeps subscriptions, not events. Thread-safe; under its lock only the lock of a subscription is taken.
 */
final class Outbound implements SendLoop.Source {
    /** Whose it is, and what the connection has to know. Called on the sending thread; must not block. */
    interface Listener {
        /** Of whom to tell what goes out. */
        ConnectionInfo info();

        /** Whom to tell what goes out. */
        ConnectionEvents events();

        /** The answer to a request goes out. */
        void onAnswered();

        /** A step of a subscription failed. */
        void onFault(RuntimeException fault);

        /** The transport stalled or failed. */
        void onFailed(boolean stalled, @Nullable Throwable cause);
    }

    private enum Kind {
        ANSWER,
        PING,
        NOTICE,
        LAST_WORD
    }

    @SuppressWarnings("ArrayRecordComponent") // written once, sent once
    private record Reply(byte[] json, Kind kind) {}

    private final Transport transport;
    private final Listener listener;
    private final SendLoop loop;
    private final Object lock = this; // nobody else locks it, and every connection has one
    private volatile Encoding encoding = Encoding.TEXT; // until the handshake says more

    @GuardedBy("lock")
    private @Nullable Queue<Reply>
            replies; // at most 16 answers, a notice a service, a ping, a last word; null for none

    @GuardedBy("lock")
    private final ReadyQueue ready = new ReadyQueue();

    @GuardedBy("lock")
    private final List<Subscription> subscriptions = new ArrayList<>(3); // at most 128: a list is smaller than a map

    @GuardedBy("lock")
    private @Nullable CloseReason last; // nothing is added any more; said when what waits has gone out

    Outbound(Transport transport, Scheduler scheduler, Listener listener) {
        this.transport = transport;
        this.listener = listener;
        this.loop = new SendLoop(transport, this, scheduler);
    }

    void encoding(Encoding wanted) {
        encoding = wanted;
    }

    /**
     * Sends an answer, and from then on nothing of what has ended, and what has started.
     *
     * @return the subscriptions that have ended, replaced ones too; or null when the connection ends, and nothing was done
     */
    @Nullable List<Subscription> acknowledge(byte[] ack, Collection<Subscription> started, Collection<String> ended) {
        List<Subscription> gone = new ArrayList<>();
        synchronized (lock) {
            if (last != null) {
                return null;
            }
            add(new Reply(ack, Kind.ANSWER)); // before they start: no delivery may overtake its ack (P7)
            ended.forEach(service -> end(service, gone));
            for (Subscription subscription : started) {
                end(subscription.service(), gone);
                subscriptions.add(subscription);
            }
        }
        loop.wake();
        return gone;
    }

    @GuardedBy("lock")
    private void end(String service, List<Subscription> gone) {
        for (Subscription old : subscriptions) {
            if (old.service().equals(service)) {
                subscriptions.remove(old);
                end(old);
                gone.add(old);
                return;
            }
        }
    }

    @GuardedBy("lock")
    private void end(Subscription old) {
        old.end();
        ready.remove(old);
    }

    /** Sends an answer that starts and ends nothing. */
    void answer(byte[] json) {
        reply(new Reply(json, Kind.ANSWER));
    }

    /** Sends a ping, unless the one before still waits: a client that does not read gets no heap of them. */
    void ping(byte[] json) {
        reply(new Reply(json, Kind.PING));
    }

    private void reply(Reply reply) {
        synchronized (lock) {
            if (last != null || (reply.kind() == Kind.PING && isPingWaiting())) {
                return;
            }
            add(reply);
        }
        loop.wake();
    }

    @GuardedBy("lock")
    private void add(Reply reply) {
        if (replies == null) {
            replies = new ArrayDeque<>(2);
        }
        replies.add(reply);
    }

    @GuardedBy("lock")
    private boolean isPingWaiting() {
        return replies != null && replies.stream().anyMatch(reply -> reply.kind() == Kind.PING);
    }

    @GuardedBy("lock")
    private @Nullable Reply poll() {
        Reply reply = replies == null ? null : replies.poll();
        if (replies != null && replies.isEmpty()) {
            replies = null; // a connection at rest holds none
        }
        return reply;
    }

    /** Sends a message that answers nothing. */
    void notice(byte[] json) {
        reply(new Reply(json, Kind.NOTICE));
    }

    /**
     * Ends a subscription and says so; nothing of it follows.
     *
     * @return whether it was still there
     */
    boolean revoke(Subscription subscription, byte[] notice) {
        synchronized (lock) {
            if (last != null || !subscriptions.remove(subscription)) {
                return false;
            }
            end(subscription);
            add(new Reply(notice, Kind.NOTICE));
        }
        loop.wake();
        return true;
    }

    /** Sends a last message; nothing follows it. */
    void finish(byte[] json, CloseReason reason) {
        synchronized (lock) {
            if (last != null) {
                return;
            }
            last = reason;
            add(new Reply(json, Kind.LAST_WORD));
            ready.clear();
        }
        loop.wake();
    }

    /** Sends nothing more; gives the subscriptions that have ended with it. */
    List<Subscription> close() {
        loop.close();
        List<Subscription> gone = new ArrayList<>();
        synchronized (lock) {
            last = last == null ? CloseReason.of(CloseReason.NORMAL, "") : last;
            subscriptions.forEach(Subscription::end);
            gone.addAll(subscriptions);
            subscriptions.clear();
            ready.clear();
            replies = null;
        }
        return gone;
    }

    /** The subscriptions by service, as they are now. */
    Map<String, Subscription> subscriptions() {
        synchronized (lock) {
            Map<String, Subscription> byService = new LinkedHashMap<>();
            subscriptions.forEach(subscription -> byService.put(subscription.service(), subscription));
            return byService;
        }
    }

    /** There may be more for a subscription: gives it a turn. */
    void ready(Subscription subscription) {
        if (again(subscription)) {
            loop.wake();
        }
    }

    /** Gives a subscription another turn, from inside its own: the loop asks again anyway. */
    boolean again(Subscription subscription) {
        synchronized (lock) {
            return last == null && ready.add(subscription);
        }
    }

    @Override
    public @Nullable Frame next() {
        while (true) {
            Reply reply;
            Subscription subscription;
            CloseReason end;
            synchronized (lock) {
                reply = poll();
                end = last;
                subscription = reply == null && end == null ? ready.poll() : null;
            }
            if (reply != null) {
                return frame(reply);
            }
            if (subscription == null) {
                if (end != null) {
                    transport.close(end);
                }
                return null;
            }
            Frame frame = step(subscription);
            if (frame != null) {
                return frame;
            }
        }
    }

    private @Nullable Frame step(Subscription subscription) {
        try {
            return subscription.next(encoding);
        } catch (RuntimeException e) {
            listener.onFault(e); // a fault of ours: it ends this connection, and no other
            return null;
        }
    }

    private Frame frame(Reply reply) {
        if (reply.kind() == Kind.ANSWER) {
            listener.onAnswered();
        }
        Frame frame = FrameCodec.encode(reply.json(), encoding);
        if (FrameCodec.isGzip(frame)) {
            listener.events().compressed();
        }
        return frame;
    }

    void onGap(Channel channel, GapReason reason) {
        listener.events().gap(listener.info(), channel, reason);
    }

    void onReplayed(Channel channel, int count) {
        listener.events().replayed(listener.info(), channel, count);
    }

    @Override
    public void onFailed(boolean stalled, @Nullable Throwable cause) {
        listener.onFailed(stalled, cause);
    }
}
