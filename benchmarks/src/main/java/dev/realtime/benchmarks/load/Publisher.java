package dev.realtime.benchmarks.load;

import java.io.IOException;

/** Has events published and knows how many of them are still under way. One thread. */
public final class Publisher {
    private final Control control;
    private final Swarm swarm;
    private long published;
    private long receivers;
    private long settled; // deliveries that belong to earlier counts of receivers
    private long publishedBefore;

    /** A publisher that has published nothing. */
    public Publisher(Control control, Swarm swarm) {
        this.control = control;
        this.swarm = swarm;
    }

    /** Has events published. */
    public void publish(int events, long meantFor) throws IOException {
        control.publish(events, meantFor);
        published += events;
    }

    /** Says how many clients get each event from here on; nothing may be under way. */
    public void receivers(long count) {
        receivers = count;
        settled = swarm.delivered();
        publishedBefore = published;
    }

    /** How many events were published. They are numbered from 1, so this is the number of the newest. */
    public long published() {
        return published;
    }

    /** Counts what was published in another way. */
    public void onPublished(int events) {
        published += events;
    }

    /** How many events are published and not delivered, by the average of the clients. */
    public long underWay() {
        if (receivers == 0) {
            return 0;
        }
        return published - publishedBefore - (swarm.delivered() - settled) / receivers;
    }
}
