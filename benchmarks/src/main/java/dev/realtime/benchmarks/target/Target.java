package dev.realtime.benchmarks.target;

/** What a server under test does when it is told to. */
interface Target {
    /** Publishes events to the channels, in turn; all are meant for the same time. Called serially. */
    void publish(int events, long meantFor);

    /** Whatever it counts, as a JSON object. */
    default String stats() {
        return "{}";
    }
}
