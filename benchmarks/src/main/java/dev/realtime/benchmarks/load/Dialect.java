package dev.realtime.benchmarks.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is spoken to over WebSocket: what a client asks for, and how it knows that it is subscribed. One for a run; immutable.
 *
 * <p>A dialect does not look for events. The load client finds them in every message itself, gunzipped where it begins with
 * 1f 8b, as {@code "t":<digits>,"n":<digits>} or the same with escaped quotes, so any envelope will do. It also answers pings and
 * close frames of WebSocket itself; pings of the server's own protocol are the {@link Conversation}'s.
 *
 * <pre>{@code
 * final class EchoDialect implements Dialect {
 *     public String path(Seat seat) { return "/events"; }
 *
 *     public Conversation converse(Seat seat) {
 *         return new Conversation() {
 *             public void onOpen(Wire wire) { wire.text("subscribe s0"); }
 *
 *             public void onMessage(Message message, Wire wire) {
 *                 if (message.startsWith("subscribed")) { wire.subscribed(); }
 *             }
 *         };
 *     }
 * }
 * }</pre>
 */
public interface Dialect {
    /** The request target of the upgrade, with its query. */
    String path(Seat seat);

    /** More header lines for the upgrade, without line ends: a token, {@code Sec-WebSocket-Protocol: ...}. */
    default List<String> headers(Seat seat) {
        return List.of();
    }

    /** Begins to speak for one client. The conversation outlives its connection: after a reconnect it hears onOpen again. */
    Conversation converse(Seat seat);

    /**
     * What the conversations want to know of a message with events, such as the position that it leaves. Messages are the same bytes
     * for many clients, so this is called once for each distinct message, and its result handed to all.
     *
     * @param message the message, gunzipped; only valid during the call
     */
    default @Nullable Object digest(Message message) {
        return null;
    }
}
