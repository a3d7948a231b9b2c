package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TourTest {
    private final List<Integer> told = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    private static List<Integer> audience(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    @Test
    void one_thread_tells_everybody_once_and_ends_once() {
        List<Integer> audience = audience(3 * Tour.SLICE + 1);
        Tour<Integer> tour = new Tour<>(audience, told::add, ends::add);
        tour.run();
        tour.run(); // one that comes too late
        assertEquals(audience, told);
        assertEquals(List.of(1), ends);
    }

    @Test
    void nobody_is_an_audience_too() {
        new Tour<>(audience(0), told::add, ends::add).run();
        assertEquals(List.of(1), ends);
    }

    @Test
    void a_small_audience_needs_no_companions_and_a_large_one_no_more_than_processors() {
        assertEquals(-1, new Tour<>(audience(0), told::add, ends::add).companions(8));
        assertEquals(0, new Tour<>(audience(Tour.MEMBERS_A_THREAD), told::add, ends::add).companions(8));
        assertEquals(1, new Tour<>(audience(Tour.MEMBERS_A_THREAD + 1), told::add, ends::add).companions(8));
        assertEquals(7, new Tour<>(audience(9 * Tour.MEMBERS_A_THREAD), told::add, ends::add).companions(8));
    }

    @Test
    void who_comes_while_another_one_is_busy_takes_the_rest() {
        List<Integer> audience = audience(2 * Tour.SLICE);
        List<Tour<Integer>> self = new ArrayList<>();
        Tour<Integer> tour = new Tour<>(
                audience,
                member -> {
                    told.add(member);
                    if (member == 0) {
                        self.get(0).run(); // as another thread would
                    }
                },
                ends::add);
        self.add(tour);
        tour.run();
        assertEquals(audience.size(), told.size());
        assertEquals(List.of(2), ends);
    }

    @Test
    void when_a_thread_does_not_get_on_another_one_tells_whomever_it_leaves_and_the_round_is_over() {
        List<Integer> audience = audience(3 * Tour.SLICE + 1);
        HandScheduler time = new HandScheduler();
        List<Integer> toldInTime = new ArrayList<>();
        Tour<Integer> tour = new Tour<>(
                audience,
                member -> {
                    told.add(member);
                    if (told.equals(audience(Tour.SLICE + 5))) { // in the second slice
                        time.ring(); // it is late by now
                        toldInTime.addAll(told);
                        assertEquals(List.of(2), ends);
                    }
                },
                ends::add);
        tour.begin(time, 1);
        assertEquals(Set.copyOf(audience), Set.copyOf(toldInTime));
        assertEquals(List.of(2), ends); // not once more by the one that was late
    }

    @Test
    void a_tour_that_is_in_time_leaves_nothing_behind() {
        HandScheduler time = new HandScheduler();
        new Tour<>(audience(2 * Tour.SLICE), told::add, ends::add).begin(time, 8);
        assertEquals(List.of(), time.alarms);
        assertEquals(2 * Tour.SLICE, told.size());
        assertEquals(List.of(1), ends);
    }

    @Test
    void a_tour_that_a_companion_ends_as_it_begins_leaves_nothing_behind() {
        HandScheduler time = new HandScheduler();
        time.isQuick = true;
        new Tour<>(audience(Tour.MEMBERS_A_THREAD + 1), told::add, ends::add).begin(time, 2);
        assertEquals(List.of(), time.alarms);
        assertEquals(List.of(1), ends);
    }

    @Test
    void a_small_audience_costs_no_timer() {
        HandScheduler time = new HandScheduler();
        Tour<Integer> tour =
                new Tour<>(audience(Tour.SLICE), member -> assertEquals(List.of(), time.alarms), ends::add);
        tour.begin(time, 8);
        assertEquals(List.of(1), ends);
    }

    @Test
    void a_failure_costs_no_more_than_its_slice() {
        Tour<Integer> tour = new Tour<>(
                audience(2 * Tour.SLICE),
                member -> {
                    told.add(member);
                    if (member == 3) {
                        throw new IllegalStateException("a bug");
                    }
                },
                ends::add);
        assertThrows(IllegalStateException.class, tour::run);
        tour.run();
        assertEquals(4 + Tour.SLICE, told.size());
        assertEquals(List.of(2), ends);
    }

    @Test
    void many_threads_tell_everybody_once() throws Exception {
        int threads = 4;
        for (int round = 0; round < 200; round++) {
            AtomicIntegerArray times = new AtomicIntegerArray(1_000);
            AtomicIntegerArray over = new AtomicIntegerArray(1);
            CountDownLatch ended = new CountDownLatch(1);
            Tour<Integer> tour = new Tour<>(audience(1_000), times::incrementAndGet, taken -> {
                over.incrementAndGet(0);
                ended.countDown();
            });
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    tour.run();
                });
                thread.start();
                all.add(thread);
            }
            ended.await();
            for (Thread thread : all) {
                thread.join();
            }
            for (int i = 0; i < 1_000; i++) {
                assertEquals(1, times.get(i));
            }
            assertEquals(1, over.get(0));
        }
    }
}
