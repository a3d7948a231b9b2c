package dev.realtime.core.server;

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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection: run one at a time, answered in order, each once (protocol rule P6). Confined to the connection's
 * lane.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final Node node;
    private final ConnectionInfo connection;
    private final Outbound outbound;
    private final SerialQueue lane;
    private final BiConsumer<ErrorCode, String> onFatal;
    private CompletionStage<Void> tail =
            CompletableFuture.completedFuture(null); // completes when the last one is answered
    private boolean closed;

    /** Requests of a connection that {@code onFatal} ends when it cannot go on. */
    Requests(
            Node node,
            ConnectionInfo connection,
            Outbound outbound,
            SerialQueue lane,
            BiConsumer<ErrorCode, String> onFatal) {
        this.node = node;
        this.connection = connection;
        this.outbound = outbound;
        this.lane = lane;
        this.onFatal = onFatal;
    }

    /** Runs the subscriptions of the handshake. */
    void begin(ClientMessage.Handshake handshake) {
        tail = guarded(tail.thenCompose(nothing -> subscribe(null, handshake.services(), handshake.resume())));
    }

    /** Runs a request when its turn comes. */
    void add(ClientMessage.Request request) {
        tail = guarded(tail.thenComposeAsync(nothing -> run(request), lane::execute));
    }

    /** Refuses a request when its turn comes. */
    void refuse(long request, ErrorCode code, String message) {
        tail = tail.thenRunAsync(() -> answerError(request, code, message), lane::execute);
    }

    /** A failure of ours ends the connection: a request without an answer would hold up all that follow. */
    private CompletionStage<Void> guarded(CompletionStage<Void> request) {
        return request.exceptionally(failure -> {
            LOG.atError()
                    .addKeyValue("connection", connection.id())
                    .setCause(failure)
                    .log("a request failed");
            onFatal.accept(ErrorCode.INTERNAL, "a request failed");
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
        } else {
            answerError(request.id(), ErrorCode.BAD_MESSAGE, "unknown type of request");
        }
        return CompletableFuture.completedFuture(null);
    }

    private void answerError(long request, ErrorCode code, String message) {
        node.counters().error();
        ServerMessage.Failure failure = new ServerMessage.Failure(request, code, message, null);
        outbound.answer(ServerMessageWriter.failure(failure, node.scheduler().wallClock()));
    }

    private CompletionStage<Void> subscribe(@Nullable Long request, List<String> services, Resume resume) {
        return new Subscribing(node, connection.identity(), outbound)
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
            onFatal.accept(ErrorCode.FORBIDDEN, "every service is refused");
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
            subscription.feed().audience().add(subscription);
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
                ends.put(service, new ServerMessage.Start(subscription.here().cursor(), null, null));
            }
        }
        acknowledge(ack(request.id(), ends, List.of()), List.of(), request.services());
    }

    private byte[] ack(
            @Nullable Long request, Map<String, ServerMessage.Start> starts, List<ServerMessage.Refusal> refusals) {
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
            subscription.feed().audience().remove(subscription);
            subscription.feed().release();
        }
    }
}
