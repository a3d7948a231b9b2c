package dev.realtime.testkit.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Feed;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** An open feed, and what it has said. Thread-safe in real time. */
final class Ear {
    private final Heard heard;
    private final Feed feed;
    private final Patience patience;

    private Ear(Heard heard, Feed feed, Patience patience) {
        this.heard = heard;
        this.feed = feed;
        this.patience = patience;
    }

    static Ear open(Broker broker, Patience patience) {
        Heard heard = new Heard();
        return new Ear(heard, broker.open(heard), patience);
    }

    Feed feed() {
        return feed;
    }

    Heard heard() {
        return heard;
    }

    void add(Channel... channels) {
        patience.get("adding " + List.of(channels), feed.add(List.of(channels)));
    }

    void remove(Channel... channels) {
        patience.get("removing " + List.of(channels), feed.remove(List.of(channels)));
    }

    /** Waits until so many publications of a channel were heard; gives them in the order of hearing, without repeats. */
    List<Publication> hear(Channel channel, int count) {
        patience.until(
                () -> count + " publications of " + channel + " are heard" + (isCalm(channel) ? "" : " (interrupted)")
                        + "; these are: " + heard.seqs(channel),
                () -> heard.of(channel).size() >= count || !isCalm(channel));
        if (!isCalm(channel)) {
            throw new TestAbortedException("The feed was interrupted by itself: this rule needs a calm network.");
        }
        return heard.of(channel);
    }

    private boolean isCalm(Channel channel) {
        return !heard.isInterrupted(channel);
    }

    /** Waits for something that is appended to another channel, so that what came before has most probably come. */
    void fence(BrokerUnderTest subject, Channel channel) {
        int known = heard.of(channel).size();
        subject.append(channel, "fence", null);
        hear(channel, known + 1);
    }
}
