package dev.realtime.testkit;

import dev.realtime.core.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Faults on the way to a client that TCP cannot produce, but a broken proxy or backplane can: frames are lost, repeated or change
 * places, and the connection goes on. The client must notice each of them (protocol rule P10). Used by the thread of its scheduler.
 */
public final class Unrealistic {
    private int drops;
    private int repeats;
    private int swaps;
    private @Nullable Frame held; // comes behind the next one
    private Predicate<Frame> swallowed = frame -> false;

    Unrealistic() {}

    /**
     * Loses the next frames.
     *
     * @param frames how many
     */
    public void dropFrames(int frames) {
        drops = frames;
    }

    /**
     * Loses every frame that matches, until {@link Link#heal}: a proxy that does not let something pass.
     *
     * @param which the frames to lose
     */
    public void dropFramesThat(Predicate<Frame> which) {
        swallowed = which;
    }

    /**
     * Repeats the next frames.
     *
     * @param frames how many
     */
    public void repeatFrames(int frames) {
        repeats = frames;
    }

    /**
     * Has the next pairs of frames change places.
     *
     * @param pairs how many
     */
    public void swapFrames(int pairs) {
        swaps = pairs;
    }

    void heal() {
        drops = 0;
        repeats = 0;
        swaps = 0;
        swallowed = frame -> false;
    }

    /** What becomes of a frame. */
    List<Frame> fate(Frame frame) {
        if (drops > 0 || swallowed.test(frame)) {
            drops = Math.max(0, drops - 1);
            return List.of();
        }
        if (swaps > 0 && held == null) {
            swaps--;
            held = frame;
            return List.of();
        }
        List<Frame> copies = new ArrayList<>(List.of(frame));
        if (held != null) {
            copies.add(held);
            held = null;
        }
        if (repeats > 0) {
            repeats--;
            copies.add(frame);
        }
        return copies;
    }
}
