package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F1.8: when the fan-out of a channel goes round. */
class RoundsTest {
    private static final long MS = 1_000_000;

    /** A log that is only a number, and a fan-out that takes its time. */
    private final class Log implements Rounds.Round {
        long head;
        long announced;
        int rounds;
        long nanos;
        int threads = 1;
        int audience = 1;
        Runnable meanwhile = () -> {};

        @Override
        public void run(Rounds.Over over) {
            rounds++;
            long publications = head - announced;
            announced = head;
            time.now += nanos;
            meanwhile.run();
            over.after(publications, audience, threads);
        }

        @Override
        public long unannounced() {
            return head - announced;
        }
    }

    private final HandScheduler time = new HandScheduler();
    private final Log log = new Log();
    private Rounds rounds = new Rounds(Batching.ADAPTIVE, time, log);

    private void batching(Batching batching) {
        rounds = new Rounds(batching, time, log);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            log.head++;
            rounds.signal();
        }
    }

    /** Rounds of so many ms, with two publications each, follow each other without a pause until a window opens. */
    private void load(double ms) {
        log.nanos = (long) (ms * MS);
        log.meanwhile = () -> publish(2);
        publish(1);
        time.runReady();
    }

    @Test
    void F1_8_a_quiet_channel_goes_at_once() {
        publish(1);
        time.runReady();
        assertEquals(1, log.announced);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_what_comes_before_the_round_begins_goes_with_it() {
        publish(5);
        time.runReady();
        assertEquals(5, log.announced);
        assertEquals(1, log.rounds);
    }

    @Test
    void F1_8_what_comes_while_a_round_runs_goes_with_the_next() {
        log.nanos = MS;
        log.meanwhile = () -> {
            log.meanwhile = () -> {};
            publish(3);
        };
        publish(1);
        time.runReady();
        assertEquals(4, log.announced);
        assertEquals(2, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_three_full_rounds_of_four_without_a_pause_open_a_window_of_four_rounds() {
        load(2);
        assertEquals(4, log.rounds);
        assertEquals(8, time.waitMs());
    }

    @Test
    void F1_8_rounds_of_single_publications_are_no_load_however_long_they_go_on() {
        log.nanos = 20 * MS;
        log.meanwhile = () -> publish(log.rounds < 100 ? 1 : 0);
        publish(1);
        time.runReady();
        assertEquals(100, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_one_long_round_is_no_load() {
        log.nanos = 20 * MS;
        log.meanwhile = () -> publish(log.rounds == 2 ? 7 : log.rounds < 10 ? 1 : 0);
        publish(1);
        time.runReady();
        assertEquals(10, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_the_window_closes_when_a_round_for_each_publication_would_do() {
        load(2);
        publish(3); // and two that opened it: 5 rounds of 2 ms would take the whole cycle of 10 ms
        log.meanwhile = () -> publish(log.rounds < 9 ? 1 : 0);
        time.ring();
        time.runReady();
        assertEquals(9, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_rounds_under_load_begin_every_50_ms_at_least() {
        load(15);
        assertEquals(35, time.waitMs());
    }

    @Test
    void F1_8_rounds_that_take_long_leave_half_a_window_to_others() {
        load(30);
        assertEquals(25, time.waitMs());
    }

    @Test
    void F1_8_a_window_of_ones_own_is_never_longer_than_that() {
        batching(Batching.adaptive(Duration.ofMillis(5), 100));
        load(30);
        assertEquals(2.5, time.waitMs());
    }

    @Test
    void F1_8_the_window_follows_the_time_that_a_round_takes() {
        load(2);
        publish(10);
        log.nanos = 3 * MS;
        time.ring();
        assertEquals(12, time.waitMs());
    }

    @Test
    void F1_8_publications_within_a_window_wait_for_its_end() {
        load(2);
        publish(50);
        time.runReady();
        assertEquals(4, log.rounds);
        log.meanwhile = () -> {};
        time.ring();
        assertEquals(log.head, log.announced);
        assertEquals(5, log.rounds);
    }

    @Test
    void F1_8_100_unannounced_publications_end_a_window_early() {
        load(2);
        publish(97); // two have opened the window
        assertEquals(List.of(), time.ready);
        publish(1);
        assertEquals(List.of(), time.alarms);
        log.meanwhile = () -> {};
        time.runReady();
        assertEquals(log.head, log.announced);
    }

    @Test
    void F1_8_100_publications_that_come_while_a_round_runs_open_no_window() {
        log.nanos = MS;
        log.meanwhile = () -> publish(log.rounds < 5 ? 100 : 0);
        publish(1);
        time.runReady();
        assertEquals(5, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_after_a_pause_a_channel_goes_at_once_again() {
        load(2);
        log.meanwhile = () -> {};
        time.ring();
        publish(1);
        time.runReady();
        assertEquals(log.head, log.announced);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_a_round_that_takes_no_time_opens_no_window() {
        log.meanwhile = () -> publish(log.rounds < 10 ? 1 : 0);
        publish(1);
        time.runReady();
        assertEquals(10, log.rounds);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_between_two_rounds_others_have_the_thread() {
        log.nanos = MS;
        log.meanwhile = () -> publish(log.rounds == 1 ? 1 : 0);
        publish(1);
        time.ready.remove(0).run();
        assertEquals(1, log.rounds);
        assertEquals(1, time.ready.size());
    }

    // ---- fixed

    @Test
    void F1_8_in_a_fixed_window_the_first_publication_waits_too() {
        batching(Batching.fixed(Duration.ofMillis(200), 100));
        publish(1);
        time.runReady();
        assertEquals(0, log.rounds);
        assertEquals(200, time.waitMs());
        time.ring();
        assertEquals(1, log.announced);
    }

    @Test
    void F1_8_a_fixed_window_is_counted_from_the_beginning_of_a_round() {
        batching(Batching.fixed(Duration.ofMillis(200), 100));
        log.nanos = 30 * MS;
        log.meanwhile = () -> publish(1);
        publish(1);
        time.ring();
        assertEquals(170, time.waitMs());
    }

    @Test
    void F1_8_a_count_of_1_makes_a_fixed_window_useless() {
        batching(Batching.fixed(Duration.ofMillis(200), 1));
        publish(1);
        time.runReady();
        assertEquals(1, log.announced);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_a_window_of_0_never_waits() {
        for (Batching batching : List.of(Batching.NONE, Batching.fixed(Duration.ZERO, 100))) {
            batching(batching);
            log.rounds = 0;
            log.nanos = MS;
            log.meanwhile = () -> publish(log.rounds < 10 ? 1 : 0);
            publish(1);
            time.runReady();
            assertEquals(10, log.rounds);
            assertEquals(List.of(), time.alarms);
        }
    }

    // ---- never lost

    @Test
    void F1_8_a_round_that_threads_share_costs_what_all_of_them_spend() {
        log.threads = 3;
        load(2);
        assertEquals(24, time.waitMs());
    }

    @Test
    void F1_8_a_channel_of_more_than_100_000_deliveries_a_second_is_under_load_though_its_rounds_never_meet() {
        log.threads = 8;
        log.audience = 1_000;
        log.nanos = 2 * MS;
        for (int i = 0; i < 4; i++) {
            publish(1);
            time.runReady();
            assertEquals(List.of(), time.alarms);
            time.now += 3 * MS; // 200 a second
        }
        publish(1);
        assertEquals(45, time.waitMs()); // until 50 ms after the last round began
        publish(9);
        time.ring();
        time.runReady();
        assertEquals(5, log.rounds);
        assertEquals(14, log.announced);
    }

    @Test
    void F1_8_50_a_second_to_a_thousand_go_one_by_one() {
        log.threads = 2;
        log.audience = 1_000;
        log.nanos = 12 * MS;
        for (int i = 0; i < 100; i++) {
            publish(1);
            time.runReady();
            assertEquals(List.of(), time.alarms);
            time.now += 8 * MS;
        }
        assertEquals(100, log.rounds);
    }

    @Test
    void F1_8_a_pause_as_long_as_what_a_round_costs_ends_the_load() {
        log.threads = 8;
        log.audience = 1_000;
        log.nanos = 2 * MS;
        for (int i = 0; i < 4; i++) {
            publish(1);
            time.runReady();
            time.now += 3 * MS;
        }
        time.now += 20 * MS;
        publish(1);
        time.runReady();
        assertEquals(5, log.announced);
        assertEquals(List.of(), time.alarms);
    }

    @Test
    void F1_8_a_round_that_throws_does_not_end_the_rounds() {
        log.meanwhile = () -> {
            throw new IllegalStateException("a bug");
        };
        publish(1);
        assertThrows(IllegalStateException.class, time::runReady);
        log.meanwhile = () -> {};
        publish(1);
        time.runReady();
        assertEquals(2, log.announced);
    }

    @Test
    void F1_8_no_signal_is_lost_in_any_order_of_signals_tasks_and_timers() {
        List<Batching> kinds = List.of(
                Batching.ADAPTIVE,
                Batching.NONE,
                Batching.adaptive(Duration.ofMillis(3), 2),
                Batching.fixed(Duration.ofMillis(2), 3));
        for (int seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            batching(kinds.get(seed % kinds.size()));
            shuffle(random);
            assertEquals(log.head, log.announced, "seed " + seed);
            assertTrue(time.alarms.isEmpty(), "seed " + seed);
        }
    }

    private void shuffle(Random random) {
        log.meanwhile = () -> {
            time.now += random.nextInt(3) * MS;
            publish(random.nextInt(3) == 0 ? random.nextInt(4) : 0);
        };
        for (int step = 0; step < 60; step++) {
            int choice = random.nextInt(3);
            if (choice == 0) {
                publish(1 + random.nextInt(2));
            } else if (choice == 1 && !time.ready.isEmpty()) {
                time.ready.remove(random.nextInt(time.ready.size())).run();
            } else if (choice == 2 && !time.alarms.isEmpty()) {
                time.ring();
            }
        }
        log.meanwhile = () -> {};
        while (!time.ready.isEmpty() || !time.alarms.isEmpty()) {
            time.runReady();
            if (!time.alarms.isEmpty()) {
                time.ring();
            }
        }
    }
}
