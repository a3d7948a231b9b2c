package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.testkit.contract.TransportContract.Capability;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer costs that does not read: its own frames wait, and nobody else's. */
interface BackPressureRules {
    PipeLab lab();

    /** {@code Completion}: a frame that nobody takes does not complete, and does when the peer reads on; nothing is lost. */
    @Test
    default void a_peer_that_does_not_read_delays_completions_and_gets_everything_later() throws Exception {
        lab().require(Capability.SLOW_PEER);
        PipeUnderTest pipe = lab().pipe();
        List<Frame> frames = PipeUnderTest.plenty();
        List<Sent> sent = pipe.sendUntilStuck(frames);
        pipe.peer().resume();
        lab().until(
                        () -> "all frames complete when the peer reads on",
                        () -> sent.stream().allMatch(Sent::isDone));
        pipe.untilTheyHave(sent.size());
        lab().rest();
        assertEquals(Frames.show(frames.subList(0, sent.size())), pipe.theirs().shown());
        assertEquals(List.of(1), sent.stream().map(Sent::completions).distinct().toList());
        Frame next = Frames.text(10);
        pipe.send(next);
        pipe.untilTheyHave(sent.size() + 1);
    }

    /** F1.10: a slow connection is its own trouble. */
    @Test
    default void a_peer_that_does_not_read_holds_up_no_other() throws Exception {
        lab().require(Capability.SLOW_PEER);
        PipeUnderTest slow = lab().pipe();
        slow.sendUntilStuck(PipeUnderTest.plenty());
        PipeUnderTest other = lab().pipe();
        List<Frame> frames = Frames.many(50);
        for (Frame frame : frames) {
            other.send(frame);
            other.peer().send(frame);
        }
        other.untilTheyHave(frames.size());
        other.untilIHave(frames.size());
        assertEquals(Frames.show(frames), other.theirs().shown());
    }

    /** {@code Transport}: what the peer says is heard, although it does not read. */
    @Test
    default void a_peer_that_does_not_read_can_still_be_heard() throws Exception {
        lab().require(Capability.SLOW_PEER);
        PipeUnderTest pipe = lab().pipe();
        pipe.sendUntilStuck(PipeUnderTest.plenty());
        List<Frame> frames = Frames.many(20);
        for (Frame frame : frames) {
            pipe.peer().send(frame);
        }
        pipe.untilIHave(frames.size());
        assertEquals(Frames.show(frames), pipe.mine().shown());
    }

    /** {@code Transport.close}: lets go of the connection within seconds, whatever is in flight. */
    @Test
    default void a_close_lets_go_of_a_peer_that_does_not_read() throws Exception {
        lab().require(Capability.SLOW_PEER);
        PipeUnderTest pipe = lab().pipe();
        List<Sent> sent = pipe.sendUntilStuck(PipeUnderTest.plenty());
        pipe.transport().close(CloseReason.of(CloseReason.STALLED, "too slow"));
        pipe.untilMyEnd();
        pipe.peer().resume();
        pipe.untilTheirEnd();
        lab().rest();
        assertTrue(sent.stream().allMatch(one -> one.completions() <= 1), "a frame has completed twice");
    }

    /** {@code onClosed}: a peer that crashes with a frame on its way to it. */
    @Test
    default void a_peer_that_vanishes_while_a_frame_is_under_way_is_told_once() throws Exception {
        lab().require(Capability.SLOW_PEER);
        lab().require(Capability.VANISHING_PEER);
        PipeUnderTest pipe = lab().pipe();
        List<Sent> sent = pipe.sendUntilStuck(PipeUnderTest.plenty());
        pipe.peer().vanish();
        pipe.untilMyEnd();
        assertTrue(sent.stream().allMatch(one -> one.completions() <= 1), "a frame has completed twice");
    }
}
