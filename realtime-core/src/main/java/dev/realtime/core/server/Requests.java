package dev.realtime.core.server;

import dev.realtime.core.Filter;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.SerialQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection: run one at a time, answered in order, each once (protocol rule P6). Confined to the connection's
 * lane, but for {@link #delivered}.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private static final CompletionStage<Void> ANSWERED = CompletableFuture.completedFuture(null);

    /** Whose requests they are. */
    interface Owner {
        ConnectionInfo info();

        /** The client has renewed its credentials. */
        void renewed(Identity identity);

        /** The connection cannot go on. */
        void fail(ErrorCode code, String message);
    }

    private final Node node;
    private final Owner owner;
    private final Outbound outbound;
    private final SerialQueue lane;
    private Filter filter = Filter.NONE; // of all services
    private CompletionStage<Void> tail = ANSWERED; // completes when the last one is answered
    private boolean closed;

    Requests(Node node, Owner owner, Outbound outbound, SerialQueue lane) {
        this.node = node;
        this.owner = owner;
        this.outbound = outbound;
        this.lane = lane;
    }

    /** Runs the subscriptions of the handshake. */
    void begin(ClientMessage.Handshake handshake) {
        filter = handshake.filter();
        append(tail.thenCompose(nothing -> subscribe(null, handshake.services(), handshake.resume())));
    }

    /** Runs a request when its turn comes. */
    void add(ClientMessage.Request request) {
        append(tail.thenComposeAsync(nothing -> run(request), lane::execute));
    }

    /** Refuses a request when its turn comes. */
    void refuse(long request, ErrorCode code, String message) {
        append(tail.thenRunAsync(() -> answerError(request, code, message), lane::execute));
    }

    private void append(CompletionStage<Void> request) {
        CompletionStage<Void> last = guarded(request);
        tail = last;
        last.thenRunAsync(() -> tail = tail == last ? ANSWERED : tail, lane::execute); // at rest none is held
    }

    /** A failure of ours ends the connection: a request without an answer would hold up all that follow. */
    private CompletionStage<Void> guarded(CompletionStage<Void> request) {
        return request.exceptionally(failure -> {
            LOG.atError()
                    .addKeyValue("connection", owner.info().id())
                    .setCause(failure)
                    .log("a request failed");
            owner.fail(ErrorCode.INTERNAL, "a request failed");
            return null;
        });
    }

    /** Ends all subscriptions, and begins no others. */
    void close() {
        closed = true;
        leave(outbound.close());
    }

    private CompletionStage<Void> run(ClientMessage.Request request) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        if (request instanceof ClientMessage.Subscribe subscribe) {
            Map<String, Subscription> all = outbound.subscriptions();
            long added = subscribe.services().stream()
                    .filter(service -> !all.containsKey(service))
                    .count();
            if (all.size() + added <= node.limits().servicesPerConnection()) {
                return subscribe(request.id(), subscribe.services(), subscribe.resume());
            }
            answerError(request.id(), ErrorCode.LIMIT_EXCEEDED, "too many services on a connection");
        } else if (request instanceof ClientMessage.Unsubscribe unsubscribe) {
            unsubscribe(unsubscribe);
        } else if (request instanceof ClientMessage.ChangeFilter change) {
            changeFilter(change);
        } else if (request instanceof ClientMessage.Refresh refresh) {
            refresh(refresh);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Looks at the rights of all services again, when the requests before it are done. */
    void recheck() {
        append(tail.thenRunAsync(this::recheckNow, lane::execute));
    }

    /** How far the client's application has processed (F1.20). Any thread. */
    void delivered(Map<String, Position> positions) {
        Map<String, Subscription> current = outbound.subscriptions();
        positions.forEach((service, position) -> {
            Subscription subscription = current.get(service);
            if (subscription != null) {
                subscription.delivered(position);
            }
        });
    }

    private void answerError(long request, ErrorCode code, String message) {
        node.counters().error();
        ServerMessage.Failure failure = new ServerMessage.Failure(request, code, message, null);
        outbound.answer(ServerMessageWriter.failure(failure, node.scheduler().wallClock()));
    }

    private CompletionStage<Void> subscribe(@Nullable Long request, List<String> services, Resume resume) {
        return new Subscribing(node, owner.info().identity(), outbound, filter)
                .begin(services, resume)
                .thenAcceptAsync(results -> start(request, results), lane::execute);
    }

    private void start(@Nullable Long request, Map<String, Subscribing.Result> results) {
        Map<String, ServerMessage.Start> starts = new LinkedHashMap<>();
        List<ServerMessage.Refusal> refusals = new ArrayList<>();
        List<Subscription> started = new ArrayList<>();
        results.forEach((service, result) -> {
            if (result instanceof Subscribing.Result.Ready ready) {
                starts.put(service, ready.start());
                started.add(ready.subscription());
            } else if (result instanceof Subscribing.Result.Refused refused) {
                refusals.add(refused.refusal());
            }
        });
        boolean forbidden = refusals.stream().allMatch(refusal -> refusal.code() == ErrorCode.FORBIDDEN);
        if (request == null && started.isEmpty() && forbidden) {
            owner.fail(ErrorCode.FORBIDDEN, "every service is refused");
            return;
        }
        acknowledge(ack(request, starts, refusals), started, List.of());
    }

    private void acknowledge(byte[] ack, List<Subscription> started, List<String> ended) {
        List<Subscription> gone = closed ? null : outbound.acknowledge(ack, started, ended);
        if (gone == null) {
            started.forEach(subscription -> subscription.feed().release());
            return;
        }
        leave(gone);
        for (Subscription subscription : started) {
            gone.stream()
                    .filter(old -> old.feed() == subscription.feed())
                    .forEach(old -> subscription.delivered(old.progress().delivered()));
            subscription.feed().fanOut().audience().add(subscription);
            subscription.signal(); // what came before it was added
        }
    }

    private void unsubscribe(ClientMessage.Unsubscribe request) {
        Map<String, Subscription> current = outbound.subscriptions();
        Map<String, ServerMessage.Start> ends = new LinkedHashMap<>();
        for (String service : request.services()) {
            Subscription subscription = current.get(service);
            if (subscription != null) {
                subscription.end(); // from here on its cursor stands still: it is the final position
                ends.put(service, new ServerMessage.Start(subscription.here().known(), null, null));
            }
        }
        acknowledge(ack(request.id(), ends, List.of()), List.of(), request.services());
    }

    /** The new filter holds from where each service stands; nothing before it is sent again (D2). */
    private void changeFilter(ClientMessage.ChangeFilter request) {
        filter = request.filter();
        Map<String, ServerMessage.Start> starts = new LinkedHashMap<>();
        List<Subscription> started = new ArrayList<>();
        outbound.subscriptions().forEach((service, old) -> {
            if (old.feed().retain()
                    != null) { // one interest more until the old one is released; null when the server stops
                old.end(); // from here on its cursor stands still
                starts.put(service, new ServerMessage.Start(old.here().known(), null, null));
                started.add(new Subscription(old.feed(), outbound, old.here(), filter));
            }
        });
        acknowledge(ack(request.id(), starts, List.of()), started, List.of());
    }

    private void refresh(ClientMessage.Refresh request) {
        Access.Known known = node.access().authenticate(request.token());
        Identity now = known.identity();
        if (now == null) {
            boolean failed = known.check() == Access.Check.FAILED;
            answerError(
                    request.id(),
                    failed ? ErrorCode.INTERNAL : ErrorCode.UNAUTHENTICATED,
                    failed ? "cannot authenticate now" : "no valid credentials");
            return;
        }
        Identity before = owner.info().identity();
        if (!now.org().equals(before.org()) || !now.user().equals(before.user())) {
            owner.fail(ErrorCode.UNAUTHENTICATED, "the new credentials are those of somebody else");
            return;
        }
        owner.renewed(now);
        recheckNow();
        acknowledge(ack(request.id(), Map.of(), List.of()), List.of(), List.of());
    }

    private void recheckNow() {
        outbound.subscriptions().forEach((service, subscription) -> {
            Access.Check check = node.access().authorize(owner.info().identity(), service);
            if (check != Access.Check.ALLOWED) {
                ServerMessage.Unsubscribed notice =
                        new ServerMessage.Unsubscribed(service, check == Access.Check.DENIED);
                if (outbound.revoke(
                        subscription,
                        ServerMessageWriter.unsubscribed(
                                notice, node.scheduler().wallClock()))) {
                    leave(List.of(subscription));
                }
            }
        });
    }

    private byte[] ack(
            @Nullable Long request, Map<String, ServerMessage.Start> starts, List<ServerMessage.Refusal> refusals) {
        ConnectionInfo connection = owner.info();
        return ServerMessageWriter.ack(new ServerMessage.Ack(
                node.scheduler().wallClock(),
                request,
                connection.id(),
                new ServerMessage.Owner(
                        connection.identity().org(), connection.identity().user()),
                node.heartbeat().toMillis(),
                starts,
                refusals,
                connection.identity().expiresAt()));
    }

    private static void leave(List<Subscription> gone) {
        for (Subscription subscription : gone) {
            subscription.feed().fanOut().audience().remove(subscription);
            subscription.feed().release();
        }
    }
}
