package dev.realtime.tests.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.SendLoop;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one place where "busy" and "woken" exist: no wake-up lost, one frame in flight, stalled frames found (section 6, 4480). */
class SendLoopTest {
    private static final Duration TICK = Duration.ofNanos(1);

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final Script script = new Script();
    private final Queue queue = new Queue();
    private final SendLoop loop = new SendLoop(script, queue, time);

    /** A transport that does what the test has written down. */
    private static final class Script implements Transport {
        final List<Frame> sent = new ArrayList<>();
        final ArrayDeque<Completion> open = new ArrayDeque<>();
        Runnable whileSending = () -> {};
        RuntimeException thrown;
        boolean inline;
        int mostInFlight;

        @Override
        public void send(Frame frame, Completion completion) {
            sent.add(frame);
            open.add(completion);
            mostInFlight = Math.max(mostInFlight, open.size());
            whileSending.run();
            if (thrown != null) {
                throw thrown;
            }
            if (inline) {
                complete();
            }
        }

        void complete() {
            open.remove().onComplete(null);
        }

        void fail(Throwable failure) {
            open.remove().onComplete(failure);
        }

        @Override
        public void close(CloseReason reason) {}
    }

    /** Frames that wait, and what the loop said of its failure. */
    private static final class Queue implements SendLoop.Source {
        final ArrayDeque<Frame> frames = new ArrayDeque<>();
        final List<String> failures = new ArrayList<>();
        Throwable cause;
        Runnable whileAsked = () -> {};
        RuntimeException thrown;

        @Override
        public Frame next() {
            Frame frame = frames.poll();
            whileAsked.run();
            if (thrown != null) {
                throw thrown;
            }
            return frame;
        }

        @Override
        public void onFailed(boolean stalled, Throwable failure) {
            failures.add(stalled ? "stalled" : "failed");
            cause = failure;
        }
    }

    private static Frame frame(int size) {
        return Frame.binary(new byte[size]);
    }

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            queue.frames.add(frame(10));
        }
        loop.wake();
    }

    private void stall(Duration limit) {
        time.advance(limit.minus(TICK));
        assertEquals(List.of(), queue.failures);
        time.advance(TICK);
        assertEquals(List.of("stalled"), queue.failures);
        assertNull(queue.cause);
    }

    // ---- one in flight

    @Test
    void one_frame_is_in_flight_however_often_the_loop_is_woken() {
        offer(3);
        loop.wake();
        loop.wake();
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_completion_sends_the_next_frame() {
        offer(3);
        script.complete();
        script.complete();
        assertEquals(3, script.sent.size());
        assertEquals(1, script.mostInFlight);
    }

    @Test
    void frames_go_in_the_order_of_the_source() {
        Frame first = frame(1);
        Frame second = frame(2);
        queue.frames.addAll(List.of(first, second));
        loop.wake();
        script.complete();
        assertSame(first, script.sent.get(0));
        assertSame(second, script.sent.get(1));
    }

    @Test
    void the_first_frame_is_sent_on_the_stack_of_the_wake() {
        offer(1);
        assertEquals(1, script.sent.size());
    }

    // ---- no wake-up lost

    @Test
    void a_wake_with_nothing_to_send_leaves_the_loop_ready() {
        loop.wake();
        offer(1);
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_wake_while_the_source_says_nothing_has_it_asked_again() {
        queue.whileAsked = () -> {
            queue.whileAsked = () -> {};
            queue.frames.add(frame(10));
            loop.wake();
        };
        loop.wake();
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_wake_during_send_is_not_lost() {
        script.whileSending = () -> {
            script.whileSending = () -> {};
            queue.frames.add(frame(10));
            loop.wake();
        };
        offer(1);
        script.complete();
        assertEquals(2, script.sent.size());
        assertEquals(1, script.mostInFlight);
    }

    @Test
    void a_wake_during_a_send_that_completes_inline_is_not_lost() {
        script.inline = true;
        script.whileSending = () -> {
            script.whileSending = () -> {};
            queue.frames.add(frame(10));
            loop.wake();
        };
        offer(1);
        assertEquals(2, script.sent.size());
        assertEquals(1, script.mostInFlight);
    }

    @Test
    void a_wake_during_a_send_after_its_inline_completion_is_not_lost() {
        script.whileSending = () -> {
            script.whileSending = () -> {};
            script.complete();
            queue.frames.add(frame(10));
            loop.wake();
        };
        offer(1);
        assertEquals(2, script.sent.size());
    }

    @Test
    void a_wake_while_a_frame_is_in_flight_is_not_lost() {
        offer(1);
        queue.frames.add(frame(10));
        loop.wake();
        script.complete();
        assertEquals(2, script.sent.size());
    }

    @Test
    void a_wake_while_a_completion_asks_the_source_is_not_lost() {
        offer(1);
        queue.whileAsked = () -> {
            queue.whileAsked = () -> {};
            queue.frames.add(frame(10));
            loop.wake();
        };
        script.complete();
        assertEquals(2, script.sent.size());
    }

    // ---- inline completions

    @Test
    void inline_completions_are_iterated_and_not_recursed_into() {
        script.inline = true;
        offer(100_000);
        time.runReady();
        assertEquals(100_000, script.sent.size());
        assertEquals(1, script.mostInFlight);
    }

    @Test
    void inline_completions_let_others_have_the_thread() {
        script.inline = true;
        offer(1_000);
        assertTrue(script.sent.size() < 1_000);
        int[] before = {0};
        time.execute(() -> before[0] = script.sent.size());
        time.runReady();
        assertTrue(before[0] < 1_000);
        assertEquals(1_000, script.sent.size());
    }

    @Test
    void a_wake_between_two_turns_of_inline_completions_is_not_lost() {
        script.inline = true;
        offer(32);
        queue.frames.add(frame(10));
        loop.wake();
        time.runReady();
        assertEquals(33, script.sent.size());
    }

    // ---- stalled

    @Test
    void an_empty_frame_has_30_s() {
        queue.frames.add(frame(0));
        loop.wake();
        stall(Duration.ofSeconds(30));
    }

    @Test
    void a_frame_has_one_second_more_for_every_8_KiB() {
        queue.frames.add(frame(64 * 1024));
        loop.wake();
        stall(Duration.ofSeconds(38));
    }

    @Test
    void a_later_frame_has_a_deadline_of_its_own() {
        offer(2);
        time.advance(Duration.ofSeconds(20));
        script.complete();
        stall(Duration.ofSeconds(30));
    }

    @Test
    void a_frame_after_a_long_rest_is_watched_too() {
        offer(1);
        script.complete();
        time.advance(Duration.ofMinutes(5));
        offer(1);
        stall(Duration.ofSeconds(30));
    }

    @Test
    void a_small_frame_after_a_large_one_is_not_given_the_large_ones_time() {
        queue.frames.add(frame(1024 * 1024));
        queue.frames.add(frame(0));
        loop.wake();
        script.complete();
        time.advance(Duration.ofSeconds(158));
        assertEquals(List.of("stalled"), queue.failures);
    }

    @Test
    void a_completion_that_comes_at_the_deadline_counts_as_stalled_even_if_it_says_ok() {
        Script late = new Script();
        SendLoop other = new SendLoop(late, queue, new LateTimers(time));
        queue.frames.addAll(List.of(frame(0), frame(0)));
        other.wake();
        time.advance(Duration.ofSeconds(30));
        late.complete();
        assertEquals(List.of("stalled"), queue.failures);
        assertEquals(1, late.sent.size());
    }

    @Test
    void a_stalled_frame_is_said_once() {
        offer(2);
        time.advance(Duration.ofSeconds(30));
        script.complete();
        time.advance(Duration.ofMinutes(5));
        assertEquals(List.of("stalled"), queue.failures);
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_completion_just_in_time_is_in_time() {
        offer(2);
        time.advance(Duration.ofSeconds(30).minus(TICK));
        script.complete();
        assertEquals(2, script.sent.size());
        assertEquals(List.of(), queue.failures);
    }

    @Test
    void no_timer_is_left_when_the_loop_rests() {
        offer(1);
        script.complete();
        time.advance(Duration.ofMinutes(1));
        assertEquals(0, time.timers());
    }

    @Test
    void one_timer_watches_however_many_frames_are_sent() {
        script.inline = true;
        offer(1_000);
        time.runReady();
        assertEquals(1, time.timers());
    }

    // ---- failures

    @Test
    void a_failed_frame_ends_the_loop() {
        IllegalStateException broken = new IllegalStateException("broken pipe");
        offer(2);
        script.fail(broken);
        loop.wake();
        assertEquals(List.of("failed"), queue.failures);
        assertSame(broken, queue.cause);
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_send_that_throws_ends_the_loop() {
        script.thrown = new IllegalStateException("closed");
        offer(2);
        loop.wake();
        assertEquals(List.of("failed"), queue.failures);
        assertSame(script.thrown, queue.cause);
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_send_that_fails_inline_and_then_throws_is_said_once() {
        script.thrown = new IllegalStateException("closed");
        script.whileSending = () -> script.fail(new IllegalStateException("first"));
        offer(1);
        assertEquals(List.of("failed"), queue.failures);
    }

    @Test
    void a_source_that_throws_ends_the_loop() {
        queue.thrown = new IllegalStateException("no frame");
        loop.wake();
        assertEquals(List.of("failed"), queue.failures);
        assertSame(queue.thrown, queue.cause);
        queue.thrown = null;
        offer(1);
        assertEquals(List.of(), script.sent);
    }

    @Test
    void a_source_that_throws_after_a_completion_ends_the_loop() {
        offer(2);
        queue.thrown = new IllegalStateException("no frame");
        script.complete();
        assertEquals(List.of("failed"), queue.failures);
        assertEquals(1, script.sent.size());
    }

    // ---- close

    @Test
    void a_loop_that_was_closed_at_rest_sends_nothing() {
        loop.close();
        offer(1);
        assertEquals(List.of(), script.sent);
    }

    @Test
    void a_loop_that_was_closed_while_a_frame_is_in_flight_sends_nothing_more() {
        offer(2);
        loop.close();
        script.complete();
        assertEquals(1, script.sent.size());
        assertEquals(List.of(), queue.failures);
    }

    @Test
    void a_frame_in_flight_of_a_closed_loop_does_not_count_as_stalled() {
        offer(1);
        loop.close();
        time.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), queue.failures);
        assertEquals(0, time.timers());
    }

    @Test
    void a_failure_after_close_is_not_said() {
        offer(1);
        loop.close();
        script.fail(new IllegalStateException("closed"));
        assertEquals(List.of(), queue.failures);
    }

    @Test
    void a_frame_that_was_asked_for_when_the_loop_is_closed_is_not_sent() {
        queue.whileAsked = loop::close;
        offer(1);
        assertEquals(List.of(), script.sent);
    }

    @Test
    void a_loop_that_is_closed_while_it_asks_and_is_woken_rests() {
        queue.whileAsked = () -> {
            loop.wake();
            loop.close();
        };
        loop.wake();
        queue.whileAsked = () -> {};
        offer(1);
        assertEquals(List.of(), script.sent);
    }

    @Test
    void a_loop_that_is_closed_during_send_sends_nothing_more() {
        script.whileSending = loop::close;
        script.inline = true;
        offer(2);
        assertEquals(1, script.sent.size());
    }

    @Test
    void a_loop_that_is_closed_between_two_turns_sends_nothing_more() {
        script.inline = true;
        offer(100);
        int sent = script.sent.size();
        loop.close();
        time.runReady();
        assertEquals(sent, script.sent.size());
    }
}
