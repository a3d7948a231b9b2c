package dev.realtime.client.connect;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.OneAtATime;
import dev.realtime.concurrency.PlayedSession;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An attempt that the server refuses while it fails, or that opens while it is given up. */
class TyrusAttemptInterleavingTest {
    private static final IOException FAILURE = new IOException("no route");
    private static final jakarta.websocket.CloseReason GONE =
            new jakarta.websocket.CloseReason(jakarta.websocket.CloseReason.CloseCodes.CLOSED_ABNORMALLY, "");

    /** Notes its calls by first letters. */
    private record Listener(OneAtATime heard) implements Connector.Listener {
        @Override
        public void onOpened(Transport transport) {
            heard.visit("o");
        }

        @Override
        public void onRefused(int status, Duration retryAfter) {
            heard.visit("r");
        }

        @Override
        public void onFailed(Throwable cause) {
            heard.visit("f");
        }

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
            value = "an attempt fails though it was refused",
            of = TyrusAttempt.class,
            right = "void failed(Exception cause) { if (phase.compareAndSet(Phase.CONNECTING, Phase.ENDED)) {",
            wrong = "void failed(Exception cause) { if (phase.get() == Phase.CONNECTING) { phase.set(Phase.ENDED);")
    void the_listener_hears_of_one_end() {
        explore(() -> {
            Tasks tasks = new Tasks();
            OneAtATime heard = new OneAtATime();
            TyrusAttempt attempt = new TyrusAttempt(new Listener(heard), tasks);

            together(() -> attempt.refused(403, null), () -> attempt.failed(FAILURE));
            tasks.runAll();

            assertEquals(1, heard.done().length(), heard.done());
        });
    }

    @Test
    @Mutant(
            value = "an attempt is given up that has opened since",
            of = TyrusAttempt.class,
            right = "phase.compareAndSet(Phase.CONNECTING, Phase.ENDED); }",
            wrong = "if (phase.get() == Phase.CONNECTING) { phase.set(Phase.ENDED); } }")
    void what_opens_while_it_is_given_up_is_closed_or_the_listener_hears_of_its_end_too() {
        explore(() -> {
            Tasks tasks = new Tasks();
            OneAtATime heard = new OneAtATime();
            PlayedSession played = new PlayedSession();
            TyrusAttempt attempt = new TyrusAttempt(new Listener(heard), tasks);

            together(attempt::cancel, () -> attempt.endpoint().onOpen(played.session(), null));
            tasks.runAll();
            attempt.endpoint().onClose(played.session(), GONE);
            tasks.runAll();

            assertEquals(played.closed() == 1 ? "" : "oc", heard.done());
        });
    }
}
