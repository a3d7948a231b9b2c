package dev.realtime.concurrency;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.concurrent.atomic.AtomicInteger;

/** A session of a container that notes how often it was closed. A frame completes when some thread of the test says so, however often. */
public final class PlayedSession {
    private final AtomicInteger closed = new AtomicInteger();
    private volatile SendHandler sending;

    /** What the container gives. */
    public Session session() {
        return Played.as(Session.class, this::answer);
    }

    private Object answer(String method, Object[] arguments) {
        switch (method) {
            case "getAsyncRemote":
                return Played.as(RemoteEndpoint.Async.class, this::answer);
            case "sendText":
                sending = (SendHandler) arguments[1];
                return null;
            case "close":
                closed.incrementAndGet();
                return null;
            default:
                return null;
        }
    }

    /** Says that the frame under way has gone out. */
    public void complete() {
        sending.onResult(new SendResult(session()));
    }

    /** How often it was closed. */
    public int closed() {
        return closed.get();
    }
}
