package dev.realtime.core.protocol;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client says (protocol section 2). */
public sealed interface ClientMessage {
    /** The version of the protocol that this library speaks. */
    int VERSION = 1;

    /** The most services that a message names and a connection has (protocol rules P4, P6). */
    int MAX_SERVICES = 128;

    /** A message that the server answers with {@code ack} or {@code error} (protocol rule P6). */
    sealed interface Request extends ClientMessage {
        /**
         * Its number.
         *
         * @return the client's own, repeated in the answer
         */
        long id();
    }

    /**
     * The first message (protocol rule P4).
     *
     * @param services what the client wants to receive, distinct
     * @param resume where it goes on
     * @param filter which publications it wants, of all services
     * @param encoding how it takes its frames
     * @param token credentials, or null
     * @param client name and version of the client, or null
     * @param instance one random text per client process, or null
     * @param pong whether the client answers every ping
     */
    record Handshake(
            List<String> services,
            Resume resume,
            Filter filter,
            Encoding encoding,
            @Nullable String token,
            @Nullable String client,
            @Nullable String instance,
            boolean pong)
            implements ClientMessage {
        /** Keeps a copy of the services. */
        public Handshake {
            services = List.copyOf(services);
        }

        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Handshake[services=" + services + ", resume=" + resume + ", client=" + client + "]";
        }
    }

    /**
     * Adds services, or replaces subscriptions (protocol rule P6).
     *
     * @param id the request's number
     * @param services what to add, distinct
     * @param resume where to go on
     */
    record Subscribe(long id, List<String> services, Resume resume) implements Request {
        /** Keeps a copy of the services. */
        public Subscribe {
            services = List.copyOf(services);
        }
    }

    /**
     * Ends subscriptions (protocol rule P6).
     *
     * @param id the request's number
     * @param services what to end, distinct
     */
    record Unsubscribe(long id, List<String> services) implements Request {
        /** Keeps a copy of the services. */
        public Unsubscribe {
            services = List.copyOf(services);
        }
    }

    /**
     * Changes the filter of all services, from where each stands (protocol rule P6).
     *
     * @param id the request's number
     * @param filter which publications the client wants from now on
     */
    record ChangeFilter(long id, Filter filter) implements Request {}

    /**
     * Renews the credentials of the same user (protocol rule P6).
     *
     * @param id the request's number
     * @param token the new token
     */
    record Refresh(long id, String token) implements Request {
        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }
    }

    /**
     * How far the client's application has processed (protocol rule P6). Not answered.
     *
     * @param positions by service
     */
    record Delivered(Map<String, Position> positions) implements ClientMessage {
        /** Keeps a copy of the positions. */
        public Delivered {
            positions = Map.copyOf(positions);
        }
    }

    /** Answers a ping (protocol rule P4). */
    record Pong() implements ClientMessage {}
}
