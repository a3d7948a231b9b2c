package dev.realtime.core.backoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F3.2: the delay of each try. */
class BackoffPolicyTest {
    private static final RandomGenerator LOWEST = fraction(0);
    private static final RandomGenerator HIGHEST = fraction(Math.nextDown(1.0));

    private static RandomGenerator fraction(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("only fractions are drawn");
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1000, 1500",
        "1, 1000, 3000",
        "2, 2500, 7500",
        "3, 5000, 15000",
        "4, 15000, 45000",
        "5, 30000, 90000",
        "6, 60000, 180000",
        "7, 120000, 300000",
        "8, 150000, 300000",
        "9, 150000, 300000",
        "1000000, 150000, 300000"
    })
    void F3_2_each_try_has_half_to_one_and_a_half_of_its_base_within_floor_and_cap(int attempt, long min, long max) {
        assertEquals(Duration.ofMillis(min), BackoffPolicy.DEFAULT.delay(attempt, LOWEST));
        assertEquals(Duration.ofMillis(max), BackoffPolicy.DEFAULT.delay(attempt, HIGHEST));
    }

    @Test
    void F3_2_the_delay_is_spread_evenly() {
        Random random = new Random(1);
        int[] quarters = new int[4];
        for (int i = 0; i < 40_000; i++) {
            long millis = BackoffPolicy.DEFAULT.delay(4, random).toMillis() - 15_000;
            quarters[(int) Math.min(3, millis / 7_500)]++;
        }
        for (int count : quarters) {
            assertTrue(Math.abs(count - 10_000) < 500, String.valueOf(count));
        }
    }

    @Test
    void F3_2_after_the_last_step_the_base_doubles_up_to_the_cap() {
        BackoffPolicy policy =
                new BackoffPolicy(List.of(Duration.ofSeconds(1)), Duration.ofMillis(1), Duration.ofSeconds(20));
        assertEquals(
                List.of(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L),
                IntStream.range(0, 7)
                        .mapToObj(attempt -> policy.delay(attempt, LOWEST).toMillis())
                        .toList());
    }

    @Test
    void the_longest_delay_is_half_the_cap_to_the_cap() {
        assertEquals(Duration.ofSeconds(150), BackoffPolicy.DEFAULT.longest(LOWEST));
        assertEquals(Duration.ofSeconds(300), BackoffPolicy.DEFAULT.longest(HIGHEST));
    }

    @Test
    void a_negative_attempt_is_refused_with_its_value() {
        assertTrue(message(() -> BackoffPolicy.DEFAULT.delay(-1, LOWEST)).contains("-1"));
    }

    @Test
    void a_policy_without_steps_is_refused() {
        assertTrue(message(() -> new BackoffPolicy(List.of(), Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .contains("[]"));
    }

    @Test
    void a_step_of_zero_is_refused_with_its_value() {
        assertTrue(
                message(() -> new BackoffPolicy(List.of(Duration.ZERO), Duration.ofSeconds(1), Duration.ofSeconds(2)))
                        .contains("PT0S"));
    }

    @Test
    void a_floor_above_the_cap_is_refused_with_both_values() {
        String message = message(
                () -> new BackoffPolicy(List.of(Duration.ofSeconds(1)), Duration.ofSeconds(3), Duration.ofSeconds(2)));
        assertTrue(message.contains("PT3S") && message.contains("PT2S"), message);
    }

    @Test
    void a_floor_at_the_cap_is_one_delay_for_all_tries() {
        Duration second = Duration.ofSeconds(1);
        BackoffPolicy steady = new BackoffPolicy(List.of(second), second, second);
        assertEquals(second, steady.delay(0, LOWEST));
        assertEquals(second, steady.delay(9, HIGHEST));
    }

    private static String message(Runnable call) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
