package dev.realtime.testkit.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What every {@link Transport} has to do: extend it, say how two ends are joined, and each rule is a test. A rule's name says what it
 * wants; its Javadoc names the source. The rules look at one end, and the test plays the other: for a server's transport a socket
 * that speaks WebSocket, for a client's a server.
 *
 * <p>Rules that need more than every pipe can do are skipped, and say what to implement, unless {@link #capabilities} has it. The
 * listener's promises (serial calls, one end, nothing after it) are looked at in all rules.
 */
public abstract class TransportContract implements SendingRules, ReceivingRules, EndingRules, BackPressureRules {
    /** What a pipe can do, or lets tests do to it, beyond what each must. */
    public enum Capability {
        /** Real threads call both ends. */
        THREADS("join two ends that many threads may use"),
        /** The peer implements {@link Peer#vanish}. */
        VANISHING_PEER("implement vanish of the peer"),
        /** The peer implements {@link Peer#pause} and {@link Peer#resume}. */
        SLOW_PEER("implement pause and resume of the peer");

        private final String todo;

        Capability(String todo) {
            this.todo = todo;
        }

        String todo() {
            return todo;
        }
    }

    /** The other end of the pipe, played by the test. Used by one thread. */
    public interface Peer {
        /**
         * Sends a message; its frames go out in the order of the calls.
         *
         * @param frame the message
         * @throws Exception if the pipe has ended
         */
        void send(Frame frame) throws Exception;

        /**
         * Says goodbye, behind what was sent.
         *
         * @param reason what to say
         * @throws Exception if the pipe has ended
         */
        void close(CloseReason reason) throws Exception;

        /**
         * Ends without a word, as a crashed process does. For {@link Capability#VANISHING_PEER}.
         *
         * @throws Exception if that fails; the rule fails
         */
        default void vanish() throws Exception {
            throw new UnsupportedOperationException("vanish");
        }

        /**
         * Ceases to read. For {@link Capability#SLOW_PEER}.
         *
         * @throws Exception if that fails; the rule fails
         */
        default void pause() throws Exception {
            throw new UnsupportedOperationException("pause");
        }

        /**
         * Reads on.
         *
         * @throws Exception if that fails; the rule fails
         */
        default void resume() throws Exception {
            throw new UnsupportedOperationException("resume");
        }
    }

    /**
     * Two ends, joined.
     *
     * @param transport the one under test
     * @param peer the other one
     */
    public record Pipe(Transport transport, Peer peer) {}

    private @Nullable PipeLab lab; // of the rule that runs

    /** For the tests of an implementation to call. */
    protected TransportContract() {}

    /**
     * Joins two ends. Called several times in some rules. What a rule leaves open is closed by the transport under test; the
     * rest is for the subclass to let go of.
     *
     * @param listener hears what comes out of the end under test
     * @param peerListener hears what the other end receives; the end of the pipe once, as every listener does
     * @return both ends, open
     * @throws Exception if they cannot be joined; the rule fails
     */
    protected abstract Pipe join(Transport.Listener listener, Transport.Listener peerListener) throws Exception;

    /**
     * What the pipe can do beyond what each must.
     *
     * @return the capabilities; rules that need others are skipped. Default: none
     */
    protected Set<Capability> capabilities() {
        return Set.of();
    }

    /**
     * The largest message that the end under test may send.
     *
     * @return bytes, at least 64 KiB. Default: 1 MiB, a snapshot (protocol rule P18)
     */
    protected int largestSent() {
        return 1024 * 1024;
    }

    /**
     * The largest message that the end under test has to take.
     *
     * @return bytes, at least 64 KiB. Default: 64 KiB, which is what a client may send (protocol rule P18)
     */
    protected int largestReceived() {
        return 64 * 1024;
    }

    /**
     * Lets time pass while a rule waits. Overridden by pipes in virtual time.
     *
     * @param time how long, some milliseconds. Default: waits so long
     */
    protected void pass(Duration time) {
        lab().patience().pass(time);
    }

    /**
     * How long a rule waits for what must come, each time.
     *
     * @return the limit. Default: 15 s, since an end may take seconds
     */
    protected Duration patience() {
        return Duration.ofSeconds(15);
    }

    /**
     * Joins pipes for the rules. Not for others.
     *
     * @return the lab of the rule that runs
     */
    @Override
    public final PipeLab lab() {
        PipeLab known = lab;
        if (known == null) {
            known = new PipeLab(this);
            lab = known;
        }
        return known;
    }

    @AfterEach
    final void letGo() {
        PipeLab known = lab();
        lab = null;
        known.letGo();
    }
}
