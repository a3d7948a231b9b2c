package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** A broker, an org of its own for the rule, and short words for what rules do with them. Thread-safe in real time. */
final class BrokerUnderTest implements AutoCloseable {
    /** The most publications of a page, where a rule wants no particular number. */
    static final int PAGE = 500;

    /** More at once than most machines have processors. */
    static final int THREADS = 8;

    /** How much each of them appends. */
    static final int APPENDS = 100;

    private static final int TRIM_SLACK = 500; // how late a broker may be, in appends
    private static final AtomicInteger ORGS = new AtomicInteger();

    private final Broker broker;
    private final Patience patience;
    private final String org;

    BrokerUnderTest(Broker broker, Patience patience) {
        this.broker = broker;
        this.patience = patience;
        // New for each process too: a log outside of it is still there in the next run.
        this.org = "contract-" + ProcessHandle.current().pid() + "-"
                + patience.scheduler().wallClock().toEpochMilli() + "-" + ORGS.incrementAndGet();
    }

    Broker broker() {
        return broker;
    }

    Patience patience() {
        return patience;
    }

    String org() {
        return org;
    }

    /** The rule's channel. */
    Channel channel() {
        return channel("main");
    }

    /** Another channel of the rule. */
    Channel channel(String service) {
        return Channel.of(org, service);
    }

    Ear ear() {
        return Ear.open(broker, patience);
    }

    // ---- append

    /** Appends a text to the rule's channel. */
    Position append(String text) {
        return append(channel(), text, null).position();
    }

    Appended append(Channel channel, String text, @Nullable String key) {
        return append(channel, Drafts.text(text), key);
    }

    Appended append(Channel channel, Draft draft, @Nullable String key) {
        return patience.get("an append to " + channel, broker.append(channel, draft, new AppendOptions(key)));
    }

    /** Appends texts to the rule's channel; gives the place before the first publication of its epoch. */
    Position fill(int count) {
        for (int i = 0; i < count; i++) {
            append("text " + i);
        }
        return start(channel());
    }

    /** Appends to the rule's channel until a position is trimmed; fails when that takes too long. */
    void appendUntilTrimmed(Position position) {
        for (int i = 0; i < TRIM_SLACK; i++) {
            if (read(channel(), position, 1) instanceof Read.Gap gap) {
                assertEquals(GapReason.TRIMMED, gap.reason());
                return;
            }
            append("more " + i);
        }
        throw new AssertionFailedError(position + " is still there after " + TRIM_SLACK + " appends");
    }

    // ---- read

    Head head(Channel channel) {
        return patience.get("a read of the head of " + channel, broker.read(channel, After.HEAD, 1))
                .head();
    }

    /** The place before the first publication of a channel's epoch. */
    Position start(Channel channel) {
        return head(channel).position().at(0);
    }

    Read read(Channel channel, Position after, int limit) {
        return patience.get(
                "a read of " + channel + " after " + after, broker.read(channel, new After.At(after), limit));
    }

    /** Reads what has to be there. */
    Read.Batch batch(Channel channel, Position after, int limit) {
        return assertInstanceOf(
                Read.Batch.class, read(channel, after, limit), () -> "a read of " + channel + " after " + after);
    }

    /** Reads what cannot be there. */
    Read.Gap gap(Channel channel, Position after) {
        return assertInstanceOf(
                Read.Gap.class, read(channel, after, PAGE), () -> "a read of " + channel + " after " + after);
    }

    /** Everything that follows a position, page by page. */
    List<Publication> all(Channel channel, Position after) {
        List<Publication> all = new ArrayList<>();
        Position here = after;
        while (true) {
            Read.Batch page = batch(channel, here, PAGE);
            all.addAll(page.publications());
            if (!page.more()) {
                return all;
            }
            if (page.publications().isEmpty()) {
                throw new AssertionFailedError("a read after " + here + " gives nothing but says that there is more");
            }
            Position last =
                    page.publications().get(page.publications().size() - 1).position();
            assertTrue(last.seq() > here.seq(), "a read after " + here + " ends at " + last);
            here = last;
        }
    }

    /** What {@link Drafts#show(Publication)} says of everything that follows a position. */
    List<String> shown(Channel channel, Position after) {
        return all(channel, after).stream().map(Drafts::show).toList();
    }

    static List<Long> seqs(List<Publication> publications) {
        return publications.stream().map(Publication::seq).toList();
    }

    /** The numbers from one to another, both included. */
    static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}
