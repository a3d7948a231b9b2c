package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialListenerTest {
    private static final CloseReason FIRST = CloseReason.of(4480, "");
    private static final CloseReason SECOND = CloseReason.of(1006, "");

    private final List<String> heard = new ArrayList<>();
    private final SerialListener listener = new SerialListener();

    private Transport.Listener recorder(Runnable onFrame) {
        return new Transport.Listener() {
            @Override
            public void onFrame(Frame frame) {
                onFrame.run();
                heard.add(frame.string());
            }

            @Override
            public void onClosed(CloseReason reason) {
                heard.add("closed " + reason.code());
            }
        };
    }

    @Test
    void the_end_is_told_once_and_last() {
        listener.start(recorder(() -> {}));
        listener.frame(Frame.text("a"));
        listener.end(FIRST);
        listener.end(SECOND);
        listener.frame(Frame.text("b"));
        assertEquals(List.of("a", "closed 4480"), heard);
    }

    @Test
    void an_end_before_the_start_is_told_at_the_start() {
        listener.end(FIRST);
        listener.start(recorder(() -> {}));
        listener.frame(Frame.text("a"));
        assertEquals(List.of("closed 4480"), heard);
    }

    @Test
    void an_end_while_a_frame_is_told_comes_after_it() {
        listener.start(recorder(() -> listener.end(FIRST)));
        listener.frame(Frame.text("a"));
        assertEquals(List.of("a", "closed 4480"), heard);
    }

    @Test
    void a_frame_that_throws_does_not_swallow_the_end() {
        listener.start(recorder(() -> {
            listener.end(FIRST);
            throw new IllegalStateException("as applications do");
        }));
        try {
            listener.frame(Frame.text("a"));
        } catch (IllegalStateException e) {
            heard.add("threw");
        }
        assertEquals(List.of("closed 4480", "threw"), heard);
    }

    @Test
    void ends_and_frames_on_several_threads_are_serial() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        for (int round = 0; round < 2_000; round++) {
            SerialListener raced = new SerialListener();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger ends = new AtomicInteger();
            raced.start(new Transport.Listener() {
                @Override
                public void onFrame(Frame frame) {
                    assertEquals(0, ends.get());
                    assertEquals(1, inside.incrementAndGet());
                    inside.decrementAndGet();
                }

                @Override
                public void onClosed(CloseReason reason) {
                    assertEquals(1, inside.incrementAndGet());
                    assertEquals(1, ends.incrementAndGet());
                    inside.decrementAndGet();
                }
            });
            CyclicBarrier start = new CyclicBarrier(3);
            List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 10; i++) {
                    raced.frame(Frame.text("x"));
                }
                return null;
            }));
            for (CloseReason reason : List.of(FIRST, SECOND)) {
                all.add(threads.submit(() -> {
                    start.await();
                    raced.end(reason);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertEquals(1, ends.get());
        }
        threads.shutdown();
    }
}
