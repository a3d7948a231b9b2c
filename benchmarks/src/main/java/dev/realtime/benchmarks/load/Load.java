package dev.realtime.benchmarks.load;

import java.io.IOException;

/** When events are published. One thread; one for a run. */
public interface Load {
    /** Nothing is published. */
    Load IDLE = publisher -> {};

    /** Publishes what is due now. */
    void tick(Publisher publisher) throws IOException;

    /**
     * As many as the server can: a bounded number of events is under way, by what the clients have received on average.
     *
     * @param underWay the most events that are published and not delivered
     */
    static Load saturating(int underWay) {
        return publisher -> {
            long room = underWay - publisher.underWay();
            if (room > 0) {
                publisher.publish((int) room, System.nanoTime());
            }
        };
    }

    /**
     * So many a second, by a schedule that does not wait for anybody. An event that is published late still bears the time that it was
     * meant for.
     *
     * @param perSecond how many
     */
    static Load rate(double perSecond) {
        long period = Math.round(1e9 / perSecond);
        return new Load() {
            private long next = System.nanoTime();

            @Override
            public void tick(Publisher publisher) throws IOException {
                long now = System.nanoTime();
                while (next - now <= 0) {
                    publisher.publish(1, next);
                    next += period;
                }
            }
        };
    }
}
