package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.contract.TransportContract.Peer;
import dev.realtime.testkit.contract.TransportContract.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** A pipe, and what both ends have heard. Used by the thread of the test. */
final class PipeUnderTest {
    private static final int STUCK_FRAMES = 256; // of 64 KiB: 16 MiB is more than operating systems take
    private static final Duration STUCK = Duration.ofMillis(500);

    private final PipeLab lab;
    private final Pipe pipe;
    private final Received mine;
    private final Received theirs;

    PipeUnderTest(PipeLab lab, Pipe pipe, Received mine, Received theirs) {
        this.lab = lab;
        this.pipe = pipe;
        this.mine = mine;
        this.theirs = theirs;
    }

    Transport transport() {
        return pipe.transport();
    }

    Peer peer() {
        return pipe.peer();
    }

    /** What the end under test has told. */
    Received mine() {
        return mine;
    }

    /** What the other end has told. */
    Received theirs() {
        return theirs;
    }

    /** Gives a frame to the end under test. */
    Sent begin(Frame frame) {
        Sent sent = new Sent();
        pipe.transport().send(frame, sent);
        return sent;
    }

    /** Gives a frame to the end under test and waits until it has completed. */
    Sent send(Frame frame) {
        Sent sent = begin(frame);
        lab.until(() -> frame + " has completed", sent::isDone);
        assertEquals(List.of(), sent.failures(), frame::toString);
        return sent;
    }

    /** Waits until the peer has received so many frames. */
    void untilTheyHave(int count) {
        lab.until(
                () -> count + " frames arrive at the peer; these did: " + theirs.shown(),
                () -> theirs.count() >= count);
    }

    /** Waits until the end under test has told so many frames. */
    void untilIHave(int count) {
        lab.until(() -> count + " frames of the peer arrive; these did: " + mine.shown(), () -> mine.count() >= count);
    }

    /** Waits until the end under test has told its end; sees whether it tells it again. */
    void untilMyEnd() {
        lab.until(() -> "the end is told", mine::hasEnded);
        lab.rest();
        assertEquals(1, mine.ends(), "ends");
    }

    void untilTheirEnd() {
        lab.until(() -> "the peer hears of the end", theirs::hasEnded);
    }

    /** Has the peer cease to read, and sends until nothing completes any more; gives all frames, the last one under way. */
    List<Sent> sendUntilStuck(List<Frame> frames) throws Exception {
        pipe.peer().pause();
        List<Sent> sent = new ArrayList<>();
        for (Frame frame : frames.subList(0, STUCK_FRAMES)) {
            Sent next = begin(frame);
            sent.add(next);
            if (!lab.within(STUCK, next::isDone)) {
                return sent;
            }
            assertEquals(List.of(), next.failures(), frame::toString);
        }
        throw new AssertionFailedError(
                STUCK_FRAMES + " frames of 64 KiB have completed, but the peer does not read: who holds them?");
    }

    /** As many frames as {@link #sendUntilStuck} may need. */
    static List<Frame> plenty() {
        Frame[] frames = new Frame[STUCK_FRAMES];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = i % 2 == 0 ? Frames.text(64 * 1024 - i) : Frames.binary(64 * 1024 - i);
        }
        return List.of(frames);
    }
}
