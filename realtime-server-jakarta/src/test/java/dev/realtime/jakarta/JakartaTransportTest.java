package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What containers do that is hard to make them do. */
class JakartaTransportTest {
    private static final SendResult OK = new SendResult();
    private static final Frame FRAME = Frame.text("x");

    private final StillTime time = new StillTime();
    private final List<String> heard = new ArrayList<>();
    private Consumer<SendHandler> onSend = handler -> {};
    private boolean ended; // the session throws from every method, as Tomcat's does

    private final JakartaTransport transport = started();

    private JakartaTransport started() {
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, arguments) -> {
            if (method.getName().startsWith("send")) {
                onSend.accept((SendHandler) arguments[1]);
            }
            return null;
        });
        Session session = proxy(Session.class, (self, method, arguments) -> {
            if (ended) {
                throw new IllegalStateException("the session has been closed");
            }
            switch (method.getName()) {
                case "getAsyncRemote":
                    return remote;
                case "close":
                    heard.add("close "
                            + ((jakarta.websocket.CloseReason) arguments[0])
                                    .getCloseCode()
                                    .getCode());
                    break;
                case "setMaxIdleTimeout":
                    heard.add("idle " + arguments[0]);
                    break;
                default:
            }
            return null;
        });
        JakartaTransport started = new JakartaTransport(session, time);
        started.start(new Transport.Listener() {
            @Override
            public void onFrame(Frame frame) {}

            @Override
            public void onClosed(CloseReason reason) {
                heard.add("closed " + reason.code());
            }
        });
        return started;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void send() {
        transport.send(FRAME, failure -> heard.add(failure == null ? "sent" : "failed " + failure.getMessage()));
    }

    @Test
    void a_completion_counts_once() {
        onSend = handler -> {
            handler.onResult(OK);
            handler.onResult(OK);
            handler.onResult(new SendResult(new IOException("late")));
        };
        send();
        assertEquals(List.of("sent"), heard);
    }

    @Test
    void a_send_that_throws_has_failed_and_the_session_is_closed() {
        onSend = handler -> {
            throw new IllegalStateException("TEXT_FULL_WRITING");
        };
        send();
        assertEquals(List.of("failed TEXT_FULL_WRITING", "closed 1011", "close 1011", "idle 3000"), heard);
    }

    @Test
    void a_send_that_fails_closes_the_session_or_tomcat_keeps_it() {
        onSend = handler -> handler.onResult(new SendResult(new IOException("timeout")));
        send();
        assertEquals(List.of("failed timeout", "closed 1011", "close 1011", "idle 3000"), heard);
    }

    @Test
    void a_stalled_peer_is_cut_off_at_once() {
        send();
        transport.close(CloseReason.of(CloseReason.STALLED, ""));
        assertEquals(List.of("closed 4480", "close 4480", "idle 1"), heard);
    }

    @Test
    void another_peer_gets_time_for_its_close_frame_but_not_more() {
        transport.close(CloseReason.of(4409, ""));
        assertEquals(List.of("closed 4409", "close 4409", "idle 3000"), heard);
        assertEquals(List.of(Duration.ofSeconds(3)), List.copyOf(time.timers.values()));
        time.timers.keySet().iterator().next().run();
        assertEquals("idle 1", heard.get(3));
    }

    @Test
    void a_normal_end_is_not_sent_behind_a_frame_since_tomcat_blocks() {
        send();
        transport.close(CloseReason.of(CloseReason.NORMAL, ""));
        assertEquals(List.of("closed 1000", "close 1001", "idle 3000"), heard);
    }

    @Test
    void codes_that_are_never_sent_are_not_sent() {
        transport.close(CloseReason.of(CloseReason.ABNORMAL, ""));
        assertEquals(List.of("closed 1006", "close 1011", "idle 3000"), heard);
    }

    @Test
    void the_end_is_told_once_whoever_closes() {
        transport.onClose(CloseReason.of(1001, ""));
        ended = true;
        transport.close(CloseReason.of(4480, ""));
        transport.onClose(CloseReason.of(1006, ""));
        time.timers.keySet().forEach(Runnable::run);
        assertEquals(List.of("closed 1001", "idle 3000"), heard);
    }

    @Test
    void a_session_that_throws_after_its_end_hurts_nobody() {
        ended = true;
        transport.close(CloseReason.of(4480, ""));
        time.timers.keySet().forEach(Runnable::run);
        assertEquals(List.of("closed 4480"), heard);
    }
}
