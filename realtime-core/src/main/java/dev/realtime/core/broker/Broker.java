package dev.realtime.core.broker;

import dev.realtime.core.Channel;
import java.util.concurrent.CompletionStage;

/**
 * Gives publications their order and keeps them (SPI). Thread-safe.
 *
 * <p>A stage may complete on any thread, also before it is returned. {@link #append} fails with {@link PublishException.Rejected},
 * {@link PublishException.BrokerUnavailable} or {@link PublishException.OutcomeUnknown}, and with nothing else; an implementation
 * never retries on its own.
 */
public interface Broker extends AutoCloseable {
    /**
     * Adds a publication at the end of a channel: its {@code seq} is one more than that of the one before. When the stage
     * completes, the publication can be read.
     *
     * @param channel where
     * @param draft what
     * @param options how
     * @return the position
     */
    CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options);

    /**
     * Reads what follows a position. The answer is authoritative: it comes from a snapshot that was taken after the call. A
     * channel that was never used gets its epoch, so that {@code (epoch, 0)} is a valid position.
     *
     * @param channel where
     * @param after the position
     * @param limit the most publications; at least 1
     * @return the publications, or a gap; fails with {@link PublishException.BrokerUnavailable}
     */
    CompletionStage<Read> read(Channel channel, After after, int limit);

    /**
     * Opens the live feed of a node. It may lose, repeat or delay publications; it never hides that, since every publication
     * has its {@code seq} and a lost connection is said.
     *
     * @param listener hears it
     * @return to add and remove channels
     */
    Feed open(FeedListener listener);

    /** Stops; later calls fail with {@link PublishException.BrokerUnavailable}. */
    @Override
    void close();
}
