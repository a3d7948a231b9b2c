package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.testkit.contract.TransportContract.Capability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a pipe ends: {@code Transport.close}, {@code Transport.Listener.onClosed}. */
interface EndingRules {
    PipeLab lab();

    /** Protocol section 6: the code decides what a client does next. */
    @Test
    default void the_peer_hears_code_and_text_of_a_close() throws Exception {
        for (CloseReason reason : reasons()) {
            PipeUnderTest pipe = lab().pipe();
            pipe.transport().close(reason);
            pipe.untilTheirEnd();
            assertEquals(reason, pipe.theirs().end());
        }
    }

    /** {@code onClosed}: what the other end said. */
    @Test
    default void code_and_text_of_the_peer_are_told() throws Exception {
        for (CloseReason reason : reasons()) {
            PipeUnderTest pipe = lab().pipe();
            pipe.peer().close(reason);
            pipe.untilMyEnd();
            assertEquals(reason, pipe.mine().end());
        }
    }

    /** Of each kind, and the longest text that a close frame holds (RFC 6455, 5.5). */
    private static List<CloseReason> reasons() {
        return List.of(
                CloseReason.of(CloseReason.NORMAL, "bye"),
                CloseReason.of(CloseReason.GOING_AWAY, ""),
                CloseReason.of(CloseReason.REPLACED, "\u20ac \ud83d\ude00"),
                CloseReason.of(CloseReason.DRAINED, "x" + "\u00e9".repeat(61)));
    }

    /** {@code onClosed}: exactly once, also after {@code close}. */
    @Test
    default void a_close_of_ones_own_is_told_once() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        pipe.transport().close(CloseReason.of(CloseReason.REPLACED, "mine"));
        pipe.untilMyEnd();
    }

    /** {@code Transport.close}: calls after the first do nothing. */
    @Test
    default void a_second_close_does_nothing() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        CloseReason first = CloseReason.of(CloseReason.REPLACED, "first");
        pipe.transport().close(first);
        pipe.transport().close(CloseReason.of(CloseReason.GOING_AWAY, "second"));
        pipe.untilMyEnd();
        pipe.untilTheirEnd();
        assertEquals(first, pipe.theirs().end());
        pipe.transport().close(CloseReason.of(CloseReason.GOING_AWAY, "third"));
        lab().rest();
        assertEquals(1, pipe.mine().ends());
        assertEquals(1, pipe.theirs().ends());
    }

    /** {@code Transport.close}: also when the peer was first. */
    @Test
    default void a_close_after_the_end_does_nothing() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        CloseReason theirs = CloseReason.of(CloseReason.DRAINED, "theirs");
        pipe.peer().close(theirs);
        pipe.untilMyEnd();
        pipe.transport().close(CloseReason.of(CloseReason.REPLACED, "mine"));
        lab().rest();
        assertEquals(1, pipe.mine().ends());
        assertEquals(theirs, pipe.mine().end());
    }

    /** {@code Transport.close}: says why behind what has completed. */
    @Test
    default void what_has_completed_arrives_before_a_close() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        List<Frame> frames = Frames.many(20);
        frames.forEach(pipe::send);
        pipe.transport().close(CloseReason.of(CloseReason.DRAINED, "later"));
        pipe.untilTheirEnd();
        assertEquals(Frames.show(frames), pipe.theirs().shown());
        assertEquals(CloseReason.DRAINED, pipe.theirs().end().code());
    }

    /** {@code onClosed}: the last call, behind all that the peer has sent. */
    @Test
    default void what_the_peer_has_sent_is_told_before_its_close() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        List<Frame> frames = Frames.many(20);
        for (Frame frame : frames) {
            pipe.peer().send(frame);
        }
        pipe.peer().close(CloseReason.of(CloseReason.NORMAL, "done"));
        pipe.untilMyEnd();
        assertEquals(Frames.show(frames), pipe.mine().shown());
        assertEquals(CloseReason.NORMAL, pipe.mine().end().code());
    }

    /** {@code onClosed}: nothing follows it, whatever the peer still sends. */
    @Test
    default void nothing_is_told_after_the_end() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        List<Frame> frames = Frames.many(300);
        for (int i = 0; i < frames.size() && sendIfOpen(pipe, frames.get(i)); i++) {
            if (i == 100) {
                pipe.transport().close(CloseReason.of(CloseReason.REPLACED, "enough"));
            }
        }
        pipe.untilMyEnd();
        List<String> told = pipe.mine().shown();
        assertEquals(Frames.show(frames).subList(0, told.size()), told);
    }

    private static boolean sendIfOpen(PipeUnderTest pipe, Frame frame) {
        try {
            pipe.peer().send(frame);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    /** {@code Transport.Listener}: never two calls at once, also for who closes from inside of one. */
    @Test
    default void a_close_from_inside_of_a_call_is_told_after_that_call() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        CloseReason reason = CloseReason.of(CloseReason.BAD_MESSAGE, "no");
        pipe.mine().onEachFrame(frame -> pipe.transport().close(reason));
        pipe.peer().send(Frames.text(100));
        pipe.untilMyEnd();
        pipe.untilTheirEnd();
        assertEquals(reason, pipe.theirs().end());
    }

    /** {@code Transport.send}: after the end the completion may stay away, but comes at most once, and nothing is thrown. */
    @Test
    default void a_send_after_the_end_hurts_nobody() throws Exception {
        PipeUnderTest closed = lab().pipe();
        closed.transport().close(CloseReason.of(CloseReason.REPLACED, "mine"));
        closed.untilMyEnd();
        PipeUnderTest left = lab().pipe();
        left.peer().close(CloseReason.of(CloseReason.NORMAL, "theirs"));
        left.untilMyEnd();
        for (PipeUnderTest pipe : List.of(closed, left)) {
            int before = pipe.theirs().count();
            Sent sent = pipe.begin(Frames.text(100));
            lab().rest();
            assertTrue(sent.completions() <= 1, () -> sent.completions() + " completions");
            assertEquals(before, pipe.theirs().count());
            assertEquals(1, pipe.mine().ends());
        }
    }

    /** {@code Transport.close}: thread-safe; whoever is first, the end is told once. */
    @Test
    default void many_threads_and_the_peer_may_close_at_once() throws Exception {
        lab().require(Capability.THREADS);
        List<PipeUnderTest> pipes = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            PipeUnderTest pipe = lab().pipe();
            pipes.add(pipe);
            lab().patience().together(4, thread -> {
                if (thread == 0) {
                    closeIfOpen(pipe);
                } else {
                    pipe.transport().close(CloseReason.of(CloseReason.REPLACED, "by " + thread));
                }
            });
        }
        for (PipeUnderTest pipe : pipes) {
            lab().until(() -> "the end is told", () -> pipe.mine().hasEnded());
        }
        lab().rest();
        pipes.forEach(pipe -> assertEquals(1, pipe.mine().ends()));
    }

    private static void closeIfOpen(PipeUnderTest pipe) {
        try {
            pipe.peer().close(CloseReason.of(CloseReason.NORMAL, "theirs"));
        } catch (Exception e) {
            // the end under test was first
        }
    }

    /** {@code onClosed}: {@code ABNORMAL} when the other end said nothing. */
    @Test
    default void a_peer_that_vanishes_is_told_once_as_abnormal() throws Exception {
        lab().require(Capability.VANISHING_PEER);
        PipeUnderTest pipe = lab().pipe();
        pipe.send(Frames.text(100));
        pipe.untilTheyHave(1);
        pipe.peer().vanish();
        pipe.untilMyEnd();
        assertEquals(CloseReason.ABNORMAL, pipe.mine().end().code());
    }
}
