package dev.realtime.client;

import dev.realtime.core.protocol.ErrorCode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
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

    private final Map<String, Consumer<ReceivedEvent>> handlers;
    private final Consumer<Gap> onGap;
    private final Consumer<ConnectionState> onState;
    private final BiConsumer<String, ErrorCode> onRefused;
    private final Counters counters;

    Application(
            Map<String, Consumer<ReceivedEvent>> handlers,
            Consumer<Gap> onGap,
            Consumer<ConnectionState> onState,
            BiConsumer<String, ErrorCode> onRefused,
            Counters counters) {
        this.handlers = Map.copyOf(handlers);
        this.onGap = onGap;
        this.onState = onState;
        this.onRefused = onRefused;
        this.counters = counters;
    }

    Counters counters() {
        return counters;
    }

    void event(ReceivedEvent event) {
        Consumer<ReceivedEvent> handler = handlers.get(event.service());
        if (handler != null) {
            counters.eventsReceived.incrementAndGet();
            call("on " + event.service(), () -> handler.accept(event));
        }
    }

    void gap(Gap gap) {
        counters.gaps.incrementAndGet();
        LOG.atInfo()
                .addKeyValue("service", gap.service())
                .addKeyValue("reason", gap.reason().wireName())
                .addKeyValue("position", gap.position())
                .log("gap");
        call("onGap", () -> onGap.accept(gap));
    }

    void state(ConnectionState state) {
        call("onState", () -> onState.accept(state));
    }

    void refused(String service, ErrorCode code) {
        LOG.atWarn().addKeyValue("service", service).addKeyValue("code", code).log("service refused");
        call("onRefused", () -> onRefused.accept(service, code));
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

    private void call(String handler, Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // an error of the application's is still only the application's
            counters.handlerFailures.incrementAndGet();
            LOG.atError().addKeyValue("handler", handler).setCause(e).log("a handler failed");
        }
    }
}
