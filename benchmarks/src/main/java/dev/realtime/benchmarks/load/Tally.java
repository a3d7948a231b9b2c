package dev.realtime.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What a group of clients has received since the last {@link #reset}. Latency is from the time that an event was meant for, so a
 * server that falls behind cannot hide it. One thread.
 */
public final class Tally {
    private static final long MOST_MICROS = 600_000_000;

    private final Histogram latency = new Histogram(MOST_MICROS, 3);
    private long events;
    private long messages;
    private long payloadBytes;
    private long wireBytes;
    private long sentBytes;

    void onMessage(int length) {
        messages++;
        payloadBytes += length;
    }

    void onWire(int bytes) {
        wireBytes += bytes;
    }

    void onSent(int bytes) {
        sentBytes += bytes;
    }

    void onEvents(Decoded decoded, long now) {
        events += decoded.count();
        for (int i = 0; i < decoded.runs(); i++) {
            long micros = Math.max(0, now - decoded.time(i)) / 1_000;
            latency.recordValueWithCount(Math.min(micros, MOST_MICROS), decoded.count(i));
        }
    }

    /** Begins anew. */
    public void reset() {
        latency.reset();
        events = 0;
        messages = 0;
        payloadBytes = 0;
        wireBytes = 0;
        sentBytes = 0;
    }

    /** Adds what another one has counted. */
    public void add(Tally other) {
        latency.add(other.latency);
        events += other.events;
        messages += other.messages;
        payloadBytes += other.payloadBytes;
        wireBytes += other.wireBytes;
    }

    /** How many events came. */
    public long events() {
        return events;
    }

    /** How many messages with events came. */
    public long messages() {
        return messages;
    }

    /** How many bytes those messages had, without their headers. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** How many bytes came, with headers, pings and answers. */
    public long wireBytes() {
        return wireBytes;
    }

    /** How many bytes the clients sent. */
    public long sentBytes() {
        return sentBytes;
    }

    /** A percentile of the latency, in milliseconds; 0 where nothing came. */
    public double percentileMillis(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** The mean of the latency, in milliseconds; 0 where nothing came. */
    public double meanMillis() {
        return latency.getTotalCount() == 0 ? 0 : latency.getMean() / 1_000.0;
    }
}
