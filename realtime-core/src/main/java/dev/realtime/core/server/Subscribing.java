package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.GapReason;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.Resumed;
import dev.realtime.core.protocol.ServerMessage.Refusal;
import dev.realtime.core.protocol.ServerMessage.Start;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Opens the channels that a client asks for and finds out where each goes on: authorize, open, look at the position. It changes
 * nothing of the connection (protocol rules P5 to P7). Thread-safe.
 */
final class Subscribing {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(2);
    private static final long RETRY_MS = 2_000;

    /** One service of the answer. A subscription that begins holds an interest in its feed. */
    sealed interface Result {
        /** It can begin. */
        record Ready(Subscription subscription, Start start) implements Result {}

        /** It cannot. */
        record Refused(Refusal refusal) implements Result {}
    }

    private final Node node;
    private final Identity identity;
    private final Outbound outbound;
    private final Filter filter;

    Subscribing(Node node, Identity identity, Outbound outbound, Filter filter) {
        this.node = node;
        this.identity = identity;
        this.outbound = outbound;
        this.filter = filter;
    }

    /** Begins all services; completes within 2 s, whatever the broker and the upstream do. */
    CompletionStage<Map<String, Result>> begin(List<String> services, Resume resume) {
        Map<String, Subscription> current = outbound.subscriptions();
        boolean several = services.size() > 1;
        Map<String, CompletableFuture<Result>> pending = new LinkedHashMap<>();
        for (String service : services) {
            From from = From.of(resume, service, several, current.get(service));
            pending.put(service, begin(service, from));
        }
        List<CompletableFuture<Result>> all = new ArrayList<>(pending.values());
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(nothing -> {
            Map<String, Result> results = new LinkedHashMap<>();
            pending.forEach((service, result) -> results.put(service, result.join()));
            return results;
        });
    }

    private CompletableFuture<Result> begin(String service, From from) {
        Access.Check check = node.access().authorize(identity, service);
        if (check != Access.Check.ALLOWED) {
            ErrorCode code = check == Access.Check.DENIED ? ErrorCode.FORBIDDEN : ErrorCode.UNAVAILABLE;
            return CompletableFuture.completedFuture(refused(service, code));
        }
        ChannelFeeds.Retained retained = node.feeds().retain(Channel.of(identity.org(), service));
        CompletableFuture<Result> result = new CompletableFuture<>();
        Scheduler.Timer timer =
                node.scheduler().schedule(OPEN_LIMIT, () -> result.complete(refused(service, ErrorCode.UNAVAILABLE)));
        retained.opened()
                .thenCompose(nothing -> locate(retained.feed(), from))
                .whenComplete((ready, failure) ->
                        result.complete(ready == null ? refused(service, ErrorCode.UNAVAILABLE) : ready));
        return result.whenComplete((outcome, failure) -> {
            timer.cancel();
            if (!(outcome instanceof Result.Ready)) {
                retained.feed().release();
            }
        });
    }

    private static Result refused(String service, ErrorCode code) {
        return new Result.Refused(new Refusal(service, code, code == ErrorCode.UNAVAILABLE ? RETRY_MS : null));
    }

    /** Where a client wants to go on with one service. */
    private record From(
            @Nullable Position position,
            @Nullable Long lastSeq,
            @Nullable GapReason lost) {
        static From of(Resume resume, String service, boolean several, @Nullable Subscription current) {
            Position given = resume.positions().get(service);
            if (given != null) {
                return new From(given, null, null);
            }
            if (resume.lastSeq() != null) {
                return new From(null, resume.lastSeq(), several ? GapReason.UNKNOWN_POSITION : null);
            }
            if (current != null) {
                Beginning here = current.here();
                return new From(here.known(), null, here.lost());
            }
            return new From(null, null, null);
        }

        /** The position in the channel as it is, or null for a client that has none. */
        @Nullable Position cursor(Position head) {
            if (position != null) {
                return position;
            }
            return lastSeq == null ? null : head.at(lastSeq);
        }
    }

    private CompletionStage<Result> locate(ChannelFeed feed, From from) {
        Position head = feed.log().head().position();
        Position given = from.cursor(head);
        Position cursor = given == null ? head : given;
        if (given == null || from.lost() != null) {
            return CompletableFuture.completedFuture(ready(feed, from, cursor, from.lost()));
        }
        if (!(feed.log().after(cursor, 1, null) instanceof Slice.Outside)) {
            return CompletableFuture.completedFuture(ready(feed, from, cursor, null));
        }
        return feed.log()
                .settle(cursor)
                .thenApply(slice ->
                        ready(feed, from, cursor, slice instanceof Slice.Outside outside ? outside.reason() : null));
    }

    private Result ready(ChannelFeed feed, From from, Position cursor, @Nullable GapReason lost) {
        Position head = feed.log().head().position();
        Missed missed = cursor.equals(head)
                ? Missed.NOTHING
                : new Missed(head, count -> outbound.onReplayed(feed.channel(), count));
        Beginning beginning = new Beginning(cursor, lost, missed, null);
        Subscription subscription = new Subscription(feed, outbound, beginning, filter);
        Position told = lost == null ? cursor : from.position(); // a gap only repeats what was given
        return new Result.Ready(subscription, new Start(told, resumed(from, lost), head.seq()));
    }

    private static Resumed resumed(From from, @Nullable GapReason lost) {
        if (lost != null) {
            return Resumed.GAP;
        }
        if (from.position() != null) {
            return Resumed.COMPLETE;
        }
        return from.lastSeq() == null ? Resumed.FRESH : Resumed.UNVERIFIED;
    }
}
