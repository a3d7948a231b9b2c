package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The filter that the application wants, and the changes that the server has not yet answered (protocol rule P6). One {@code
 * filter} is unanswered at a time; changes that come meanwhile go together as the next. Outlives connections: what was cut off
 * goes with the next handshake. On the client's queue, but for {@link #change}.
 */
final class FilterChanges {
    private record Change(Filter filter, CompletableFuture<Void> answered) {}

    private final QueueClock clock;
    private final Queue<Change> asked = new ConcurrentLinkedQueue<>(); // by any thread; taken on queue
    private final List<Change> waiting = new ArrayList<>(); // on queue; oldest first
    private final List<Change> underWay = new ArrayList<>(); // on queue; in a handshake or request without answer
    private Filter wanted; // on queue; what the next handshake says
    private Filter inForce; // on queue; what the server took last
    private @Nullable Requests requests; // on queue; of the connection that is open, or null
    private volatile boolean closed; // written on queue; read by whoever asks, so that no change is forgotten

    FilterChanges(QueueClock clock, Filter first) {
        this.clock = clock;
        this.wanted = first;
        this.inForce = first;
    }

    /** Asks for a filter. Any thread. */
    CompletionStage<Void> change(Filter filter) {
        Change change = new Change(filter, new CompletableFuture<>());
        asked.add(change);
        if (closed) {
            refuseAsked(); // the queue may not run any more
        } else {
            clock.execute(this::send);
        }
        return change.answered().minimalCompletionStage();
    }

    private void refuseAsked() {
        for (Change change = asked.poll(); change != null; change = asked.poll()) {
            change.answered().completeExceptionally(new IllegalStateException("the client is closed"));
        }
    }

    private void send() {
        for (Change change = asked.poll(); change != null; change = asked.poll()) {
            waiting.add(change);
            wanted = change.filter();
        }
        if (requests != null && underWay.isEmpty() && !waiting.isEmpty()) {
            Filter next = takeWaiting();
            long id = requests.nextId();
            requests.send(id, new ClientMessage.ChangeFilter(id, next), new Requests.Answer() {
                @Override
                public void onAck(ServerMessage.Ack ack) { // its positions say from where; they move nothing (P6, P10)
                    taken(next);
                }

                @Override
                public void onFailure(ServerMessage.Failure failure) {
                    refused(failure);
                }
            });
        }
    }

    private Filter takeWaiting() {
        underWay.addAll(waiting);
        waiting.clear();
        return wanted;
    }

    /** The filter for a handshake; its ack answers the changes up to now. */
    Filter forHandshake() {
        return takeWaiting();
    }

    /** The handshake with this filter was accepted; changes go through these requests from now on. */
    void onAccepted(Filter filter, Requests open) {
        requests = open;
        taken(filter);
    }

    private void taken(Filter filter) {
        inForce = filter;
        List<Change> done = List.copyOf(underWay);
        underWay.clear();
        done.forEach(change -> change.answered().complete(null));
        send();
    }

    private void refused(ServerMessage.Failure failure) {
        List<Change> done = List.copyOf(underWay);
        underWay.clear();
        if (waiting.isEmpty()) {
            wanted = inForce; // or the next handshake would be refused for it
        }
        done.forEach(change -> change.answered().completeExceptionally(new RequestException(failure.code())));
        send();
    }

    /** The connection has ended: what was under way goes with the next handshake. */
    void onEnded() {
        requests = null;
        waiting.addAll(0, underWay);
        underWay.clear();
    }

    /** The client has ended for good: no change is answered any more. */
    void close() {
        closed = true;
        onEnded();
        List<Change> left = List.copyOf(waiting);
        waiting.clear();
        asked.addAll(left);
        refuseAsked();
    }
}
