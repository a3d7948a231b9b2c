package dev.realtime.jakarta;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.OneAtATime;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import org.junit.jupiter.api.Test;

/** A container that tells a frame and the end beside each other, while the server closes as well. */
class SerialListenerInterleavingTest {
    private static final CloseReason GONE = CloseReason.of(CloseReason.ABNORMAL, "gone");
    private static final CloseReason STOPPED = CloseReason.of(CloseReason.GOING_AWAY, "stopped");
    private static final Frame FRAME = Frame.text("m");

    /** Notes its calls by first letters. */
    private record Listener(OneAtATime heard) implements Transport.Listener {
        @Override
        public void onFrame(Frame frame) {
            heard.visit("m");
        }

        @Override
        public void onClosed(CloseReason reason) {
            heard.visit("c");
        }
    }

    @Test
    @Mutant(
            value = "the end is told beside a frame",
            of = SerialListener.class,
            right = "if (STATE.compareAndSet(this, State.FREE, State.BUSY)) {",
            wrong = "if (state == State.FREE) { state = State.BUSY;")
    void the_end_is_told_once_and_last_and_never_beside_a_frame() {
        explore(() -> {
            OneAtATime heard = new OneAtATime();
            SerialListener listener = new SerialListener();
            listener.start(new Listener(heard));

            together(() -> listener.frame(FRAME), () -> listener.end(GONE), () -> listener.end(STOPPED));

            assertTrue(heard.done().equals("c") || heard.done().equals("mc"), heard.done());
            assertFalse(heard.isOverlapped(), "two calls at once");
        });
    }

    @Test
    @Mutant(
            value = "the end is forgotten that comes as the listener starts",
            of = SerialListener.class,
            right = "if (!STATE.compareAndSet(this, State.BUSY, State.FREE)) {",
            wrong = "boolean ending = state == State.BUSY_ENDING; if (!ending) { state = State.FREE; } if (ending) {")
    void an_end_that_comes_as_the_listener_starts_is_told_once() {
        explore(() -> {
            OneAtATime heard = new OneAtATime();
            SerialListener listener = new SerialListener();

            together(() -> listener.start(new Listener(heard)), () -> listener.end(GONE));

            assertEquals("c", heard.done());
        });
    }
}
