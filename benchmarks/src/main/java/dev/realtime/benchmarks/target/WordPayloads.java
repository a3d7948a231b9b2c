package dev.realtime.benchmarks.target;

import java.util.Random;

/**
 * Payloads of an exact size, padded with words, another stretch for each number, so that they compress like text and not like a repeated
 * letter: {@code {"t":<time>,"n":<number>,"p":"<padding>"}}.
 */
final class WordPayloads implements Payloads {
    private static final String[] SYLLABLES = {
        "ka", "lo", "mi", "ren", "to", "sa", "vel", "an", "ber", "dor", "is", "qu", "en", "pha", "gri", "tun", "ol",
        "ste"
    };
    private static final int VOCABULARY = 2_000;
    private static final int TEXT = 1 << 16;
    private static final int STRIDE = 7_919; // a prime, so that stretches repeat late
    private static final int FIXED = "{\"t\":,\"n\":,\"p\":\"\"}".length();
    private static final int SMALLEST = FIXED + 40; // two numbers of up to 20 digits

    private final int size;
    private final String text;

    /** What Jackson writes in this order. */
    record Words(long t, long n, String p) {}

    WordPayloads(int size) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("a payload has at least " + SMALLEST + " bytes but was to have " + size);
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

    @Override
    public Object data(long time, long number) {
        int padding = size - FIXED - digits(time) - digits(number);
        int from = (int) Math.floorMod(number * STRIDE, (long) TEXT);
        return new Words(time, number, text.substring(from, from + padding));
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }
}
