package dev.realtime.benchmarks.load;

import org.jspecify.annotations.Nullable;

/** The events of a distinct message: their running numbers, and their intended times in runs of the same. Immutable. */
final class Decoded {
    static final Decoded NOTHING = new Decoded(new long[0], new long[0], new int[0], null);

    private final long[] numbers;
    private final long[] times;
    private final int[] counts;
    private final boolean contiguous;
    private final @Nullable Object digest;

    /**
     * The events of a message.
     *
     * @param numbers of the events, in order
     * @param times of the runs; a run is a stretch of events that have the same intended time
     * @param counts how many events each run has
     * @param digest what the dialect wants to know
     */
    Decoded(long[] numbers, long[] times, int[] counts, @Nullable Object digest) {
        this.numbers = numbers;
        this.times = times;
        this.counts = counts;
        this.digest = digest;
        boolean rising = true;
        for (int i = 1; i < numbers.length; i++) {
            rising &= numbers[i] == numbers[i - 1] + 1;
        }
        this.contiguous = rising;
    }

    Decoded with(@Nullable Object newDigest) {
        return new Decoded(numbers, times, counts, newDigest);
    }

    int count() {
        return numbers.length;
    }

    long number(int index) {
        return numbers[index];
    }

    long first() {
        return numbers[0];
    }

    long last() {
        return numbers[numbers.length - 1];
    }

    /** Whether each number is one more than the one before. */
    boolean isContiguous() {
        return contiguous;
    }

    int runs() {
        return times.length;
    }

    long time(int run) {
        return times[run];
    }

    int count(int run) {
        return counts[run];
    }

    @Nullable Object digest() {
        return digest;
    }
}
