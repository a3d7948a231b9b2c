package dev.realtime.peers.control;

import java.util.Random;

/**
 * Makes events whose JSON has a given size. They are padded with words, another stretch of them for each number, so that they compress
 * like text and not like a repeated letter. The same text, byte for byte, as that of the other targets of the benchmarks. Thread-safe.
 */
public final class Events {
    /** The smallest size: both numbers may be as long as numbers get. */
    public static final int MIN_SIZE = 64;

    private static final String[] SYLLABLES = {
        "ka", "lo", "mi", "ren", "to", "sa", "vel", "an", "ber", "dor", "is", "qu", "en", "pha", "gri", "tun", "ol",
        "ste"
    };
    private static final int VOCABULARY = 2_000;
    private static final int TEXT = 1 << 16;
    private static final int STRIDE = 7_919; // a prime, so that stretches repeat late

    private final int size;
    private final String text;

    /**
     * Events of a size.
     *
     * @param size bytes of the JSON of each, at least {@link #MIN_SIZE}
     */
    public Events(int size) {
        if (size < MIN_SIZE) {
            throw new IllegalArgumentException("an event takes at least " + MIN_SIZE + " bytes");
        }
        this.size = size;
        this.text = text(TEXT + size, new Random(42));
    }

    private static String text(int length, Random random) {
        String[] words = new String[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int j = 1 + random.nextInt(4); j > 0; j--) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            words[i] = word.toString();
        }
        StringBuilder text = new StringBuilder(length + 20);
        while (text.length() < length) {
            double skewed = random.nextDouble() * random.nextDouble(); // some words are common
            text.append(words[(int) (skewed * VOCABULARY)]).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.substring(0, length);
    }

    /**
     * An event.
     *
     * @param t the intended time
     * @param n the running number
     */
    public Event event(long t, long n) {
        int padding = size - Event.head(t, n).length() - 2;
        int from = (int) Math.floorMod(n * STRIDE, (long) TEXT);
        return new Event(t, n, text.substring(from, from + padding));
    }
}
