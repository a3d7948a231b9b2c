package dev.realtime.peers.polling;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What the load client counts in a window of time. One thread. */
final class Tally {
    private static final long MAX_NANOS = 600_000_000_000L;

    private final Histogram latency = new Histogram(1_000, MAX_NANOS, 3);
    private long requests;
    private long emptyAnswers;
    private long events;
    private long missing;
    private long repeated;
    private long bytesUp;
    private long bytesDown;

    /** Begins anew. */
    void reset() {
        latency.reset();
        requests = 0;
        emptyAnswers = 0;
        events = 0;
        missing = 0;
        repeated = 0;
        bytesUp = 0;
        bytesDown = 0;
    }

    void onRequest(int bytes) {
        requests++;
        bytesUp += bytes;
    }

    void onAnswer(boolean empty) {
        emptyAnswers += empty ? 1 : 0;
    }

    void onRead(int bytes) {
        bytesDown += bytes;
    }

    void onEvent(long nanos, long skipped) {
        events++;
        missing += Math.max(0, skipped);
        repeated += skipped < 0 ? 1 : 0;
        latency.recordValue(Math.min(MAX_NANOS, Math.max(0, nanos)));
    }

    /**
     * What was counted, as JSON.
     *
     * @param seconds how long
     * @param serverCpu processor time of the server meanwhile, in seconds
     */
    String json(double seconds, double serverCpu) {
        double perEvent = events == 0 ? 0 : 1.0 / events;
        return String.format(
                Locale.ROOT,
                "{\"requestsPerSecond\":%.1f,\"eventsPerSecond\":%.1f,\"emptyAnswers\":%d,\"missing\":%d,\"repeated\":%d,"
                        + "\"serverCpuPerSecond\":%.4f,\"serverMicrosPerEvent\":%.2f,\"p50Millis\":%.2f,\"p99Millis\":%.2f,"
                        + "\"bytesUpPerSecond\":%.0f,\"bytesDownPerSecond\":%.0f,\"bytesPerEvent\":%.1f}",
                requests / seconds,
                events / seconds,
                emptyAnswers,
                missing,
                repeated,
                serverCpu / seconds,
                serverCpu * 1e6 * perEvent,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                bytesUp / seconds,
                bytesDown / seconds,
                (bytesUp + bytesDown) * perEvent);
    }
}
