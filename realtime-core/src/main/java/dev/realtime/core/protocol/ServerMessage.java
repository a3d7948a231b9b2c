package dev.realtime.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.Entity;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server says, as a client reads it (protocol section 3). */
public sealed interface ServerMessage {
    /** A message with a place in a channel: it moves the client's position (protocol rule P10). */
    sealed interface InChannel extends ServerMessage {
        /**
         * The service that it belongs to.
         *
         * @return the service's name
         */
        String service();
    }

    /**
     * Answers the handshake or a request (protocol rule P7).
     *
     * @param timestamp when it was sent
     * @param id the request's number, or null for the handshake
     * @param connectionId names the connection in logs
     * @param identity org and user, or null where the server did not say
     * @param heartbeatMs milliseconds between two pings
     * @param positions by service: how it goes on
     * @param refused services that are not subscribed
     * @param tokenExpiresAt when the credentials end, or null
     */
    record Ack(
            Instant timestamp,
            @Nullable Long id,
            String connectionId,
            @Nullable Owner identity,
            long heartbeatMs,
            Map<String, Start> positions,
            List<Refusal> refused,
            @Nullable Instant tokenExpiresAt)
            implements ServerMessage {}

    /**
     * Whom the connection belongs to.
     *
     * @param org the tenant
     * @param user the user inside the tenant
     */
    record Owner(String org, String user) {}

    /**
     * How a service goes on.
     *
     * @param position the client's position, or null where it had none that the server could name
     * @param resumed what follows; null in the answer to {@code unsubscribe}
     * @param head the newest sequence number; null in the answer to {@code unsubscribe}
     */
    record Start(
            @Nullable Position position,
            @Nullable Resumed resumed,
            @Nullable Long head) {}

    /**
     * A service that is not subscribed.
     *
     * @param service its name
     * @param code {@link ErrorCode#FORBIDDEN} or {@link ErrorCode#UNAVAILABLE}
     * @param retryAfterMs when to try again, or null
     */
    record Refusal(String service, ErrorCode code, @Nullable Long retryAfterMs) {}

    /**
     * The publications of a range ({@code event}, {@code batch}, {@code invalidate}; protocol rules P8, P9, P13). Covers
     * (after, seq]; what is absent of it was withheld on purpose.
     *
     * @param service whose channel
     * @param epoch of {@code seq}
     * @param from the epoch of {@code after}; equal to {@code epoch} but at a fork
     * @param after the sequence number that the range follows
     * @param seq the last sequence number of the range
     * @param entries the publications, oldest first; may be empty
     */
    record Range(String service, String epoch, String from, long after, long seq, List<Entry> entries)
            implements InChannel {}

    /**
     * One publication of a range.
     *
     * @param seq its sequence number
     * @param timestamp when the broker accepted it
     * @param tags what filters look at
     * @param events what happened; empty for an invalidation
     * @param invalidated the cache keys to fetch again; empty for events
     */
    record Entry(
            long seq, Instant timestamp, Map<String, String> tags, List<EventData> events, List<String> invalidated) {}

    /**
     * One event of a publication.
     *
     * @param type what happened
     * @param id names the occurrence, or null
     * @param entity what it is about, or null
     * @param data the payload
     */
    record EventData(
            String type, @Nullable String id, @Nullable Entity entity, JsonNode data) {
        /** Leaves out the data. */
        @Override
        public String toString() {
            return "EventData[" + type + (id == null ? "" : ", id=" + id) + "]";
        }
    }

    /**
     * Publications that will not come (protocol rule P11).
     *
     * @param service whose channel
     * @param epoch of {@code seq}
     * @param seq where the client's position goes
     * @param after the position that was lost, or null
     * @param reason why
     * @param missed how many publications at most, or null where nobody knows
     * @param snapshot whether the channel's next message is its state at {@code seq} (protocol rule P12)
     */
    record Gap(
            String service,
            String epoch,
            long seq,
            @Nullable Position after,
            GapReason reason,
            @Nullable Long missed,
            boolean snapshot)
            implements InChannel {
        /**
         * The gap of a client that cannot go on from where it stands.
         *
         * @param told where it stands
         * @param to where it goes
         * @param reason why
         * @param service whose channel
         * @param snapshot whether the channel's state follows
         * @return the gap; without {@code after} where nobody knows what the client's position refers to
         */
        public static Gap between(Position told, Position to, GapReason reason, String service, boolean snapshot) {
            boolean known = reason != GapReason.UNKNOWN_POSITION;
            boolean countable = known && told.epoch().equals(to.epoch()) && told.seq() <= to.seq();
            Long missed = countable ? to.seq() - told.seq() : null;
            return new Gap(service, to.epoch(), to.seq(), known ? told : null, reason, missed, snapshot);
        }
    }

    /**
     * The state of a channel (protocol rule P12): follows its gap at once, and stands at the gap's position.
     *
     * @param service whose channel
     * @param epoch of {@code seq}
     * @param seq as of where
     * @param data the state
     */
    record Snapshot(String service, String epoch, long seq, JsonNode data) implements InChannel {
        /** Leaves out the data. */
        @Override
        public String toString() {
            return "Snapshot[" + service + " at " + epoch + "." + seq + "]";
        }
    }

    /**
     * The server will not send this service any more (protocol rule P19).
     *
     * @param service which
     * @param revoked whether the right to it is gone, as opposed to a fault that may pass
     */
    record Unsubscribed(String service, boolean revoked) implements ServerMessage {}

    /**
     * The client is asked to come again (protocol rule P16).
     *
     * @param reason {@code drain}, {@code rebalance} or what a later version says
     * @param afterMs when, in milliseconds from the receipt
     */
    record Reconnect(String reason, long afterMs) implements ServerMessage {}

    /**
     * The heartbeat (protocol rule P14).
     *
     * @param heads by service: the newest position
     */
    record Ping(Map<String, Position> heads) implements ServerMessage {}

    /**
     * A refusal (protocol rule P15).
     *
     * @param id the request that it answers, or null
     * @param code what is wrong
     * @param message the same for people
     * @param service which service, or null
     */
    record Failure(
            @Nullable Long id,
            ErrorCode code,
            String message,
            @Nullable String service) implements ServerMessage {}

    /**
     * A message that this version does not know and that has no place in a channel.
     *
     * @param type what it calls itself
     */
    record Unknown(String type) implements ServerMessage {}
}
