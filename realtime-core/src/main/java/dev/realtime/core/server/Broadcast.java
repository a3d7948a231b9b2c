package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a round of the fan-out announced, at DEBUG (F7.3). It reads the log once more, so only when that is wanted. */
final class Broadcast {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /** Everything in (after, upTo]. */
    record Stretch(Position after, Position upTo) {}

    private Broadcast() {}

    static boolean isWanted() {
        return LOG.isDebugEnabled();
    }

    /** Nothing is said of a round that announced nothing, or to nobody. */
    static void tell(Channel channel, ChannelLog log, Stretch stretch, int recipients) {
        int events = 0;
        long bytes = 0;
        Position at = stretch.after();
        while (!at.equals(stretch.upTo())
                && log.after(at, ReplayBuffer.MAX_RANGE_COUNT, stretch.upTo()) instanceof Slice.Found found
                && !found.range().end().equals(at)) {
            at = found.range().end();
            events += found.range().publications().size();
            for (Publication publication : found.range().publications()) {
                bytes += publication.payload().length;
            }
        }
        if (events > 0 && recipients > 0) {
            LOG.atDebug()
                    .addKeyValue("org", channel.org())
                    .addKeyValue("service", channel.service())
                    .addKeyValue("recipients", recipients)
                    .addKeyValue("events", events)
                    .addKeyValue("bytes", bytes)
                    .log("broadcast");
        }
    }
}
