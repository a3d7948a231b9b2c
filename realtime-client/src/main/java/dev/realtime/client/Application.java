package dev.realtime.client;

import dev.realtime.core.protocol.ErrorCode;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application as the client calls it: one call at a time, on the client's queue. What it throws is logged by the
 * handler's name and counted, and hurts nobody else.
 */
final class Application {
    /**
     * The token for one attempt.
     *
     * @param text the token, or null for none
     */
    record Token(@Nullable String text) {
        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Token[]";
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);

    private final Handlers handlers;
    private final Counters counters;

    Application(Handlers handlers, Counters counters) {
        this.handlers = handlers;
        this.counters = counters;
    }

    Counters counters() {
        return counters;
    }

    void event(ReceivedEvent event) {
        Consumer<ReceivedEvent> handler = handlers.events().get(event.service());
        if (handler != null) {
            counters.eventsReceived.incrementAndGet();
            call("on " + event.service(), () -> handler.accept(event));
        }
    }

    void invalidate(Invalidation invalidation) {
        counters.invalidations.incrementAndGet();
        call("onInvalidate", () -> handlers.onInvalidate().accept(invalidation));
    }

    void gap(Gap gap) {
        counters.gaps.incrementAndGet();
        LOG.atInfo()
                .addKeyValue("service", gap.service())
                .addKeyValue("reason", gap.reason().wireName())
                .addKeyValue("position", gap.position())
                .addKeyValue("snapshotFollows", gap.snapshotFollows())
                .log("gap");
        call("onGap", () -> handlers.onGap().accept(gap));
    }

    /** Whether a snapshot of this service is of use. */
    boolean takesSnapshots(String service) {
        return handlers.snapshots().containsKey(service);
    }

    /** Hands a snapshot over; false where that failed. */
    boolean snapshot(ReceivedSnapshot snapshot) {
        Consumer<ReceivedSnapshot> handler = handlers.snapshots().get(snapshot.service());
        if (handler == null) {
            return false;
        }
        counters.snapshots.incrementAndGet();
        return call("onSnapshot " + snapshot.service(), () -> handler.accept(snapshot));
    }

    void state(ConnectionState state) {
        call("onState", () -> handlers.onState().accept(state));
    }

    void refused(String service, ErrorCode code) {
        LOG.atWarn().addKeyValue("service", service).addKeyValue("code", code).log("service refused");
        call("onRefused", () -> handlers.onRefused().accept(service, code));
    }

    /**
     * Asks for a token.
     *
     * @param supplier what to ask, or null
     * @return what the supplier said, which may be that there is none; null when it threw
     */
    @Nullable Token token(@Nullable Supplier<@Nullable String> supplier) {
        if (supplier == null) {
            return new Token(null);
        }
        AtomicReference<@Nullable Token> answer = new AtomicReference<>();
        call("token", () -> answer.set(new Token(supplier.get())));
        return answer.get();
    }

    private boolean call(String handler, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable e) { // an error of the application's is still only the application's
            counters.handlerFailures.incrementAndGet();
            LOG.atError().addKeyValue("handler", handler).setCause(e).log("a handler failed");
            return false;
        }
    }
}
