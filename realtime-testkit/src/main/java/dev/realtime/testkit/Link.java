package dev.realtime.testkit;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way from one client to the server, with the faults that a test puts on it. It is the client's {@link Connector}. Used by the
 * thread of its scheduler.
 */
public final class Link implements Connector {
    private final InMemoryNetwork network;
    private final ManualScheduler time;
    private final RandomGenerator random;
    private @Nullable Pipe pipe; // the newest connection
    private Duration minDelay = Duration.ZERO;
    private Duration maxDelay = Duration.ZERO;
    private boolean dead; // connects get no answer
    private boolean stalled; // the client does not read
    private int windowBytes = 64 * 1024;
    private int refusals;
    private int refusalStatus;
    private int drops;
    private int repeats;
    private Predicate<Frame> swallowed = frame -> false;

    Link(InMemoryNetwork network, ManualScheduler time, RandomGenerator random) {
        this.network = network;
        this.time = time;
        this.random = random;
    }

    @Override
    public Attempt connect(Upgrade upgrade, Listener listener) {
        boolean[] cancelled = {false};
        time.schedule(Duration.ofNanos(delayNanos()), () -> {
            if (!cancelled[0] && !dead) {
                answer(upgrade, listener);
            }
        });
        return () -> cancelled[0] = true;
    }

    private void answer(Upgrade upgrade, Listener listener) {
        RealtimeServer server = network.server();
        if (refusals > 0) {
            refusals--;
            listener.onRefused(refusalStatus, null);
            return;
        }
        if (server == null) {
            listener.onFailed(new IllegalStateException("nobody listens"));
            return;
        }
        String authorization = upgrade.token() == null ? null : "Bearer " + upgrade.token();
        Admission admission = server.admit(new UpgradeRequest(null, null, authorization, List.of(), null));
        if (admission instanceof Admission.Refused refused) {
            listener.onRefused(refused.status(), refused.retryAfter());
        } else if (admission instanceof Admission.Admitted admitted) {
            Pipe opened = new Pipe(time, this);
            pipe = opened;
            Transport.Listener serverSide = server.open(opened.serverEnd(), admitted);
            opened.join(serverSide, listener);
            listener.onOpened(opened.clientEnd());
        }
    }

    /** Cuts the connection: both ends notice at once, what is under way is gone. New connections work. */
    public void cut() {
        if (pipe != null) {
            pipe.cut();
            pipe = null;
        }
    }

    /**
     * Lets the network die in silence: both ends believe that the connection lives, nothing arrives any more, and new connections
     * get no answer until {@link #heal}. The old connection stays dead for ever.
     */
    public void halfOpen() {
        if (pipe != null) {
            pipe.lose();
            pipe = null;
        }
        dead = true;
    }

    /** Ends {@link #halfOpen}, {@link #stall} and {@link #refuse}: what is done from here on works. */
    public void heal() {
        dead = false;
        refusals = 0;
        drops = 0;
        repeats = 0;
        swallowed = frame -> false;
        resume();
    }

    /** The client stops reading: the window fills up, then the server's frames do not complete. */
    public void stall() {
        stalled = true;
    }

    /** The client reads on. */
    public void resume() {
        stalled = false;
        if (pipe != null) {
            pipe.readOn();
        }
    }

    /**
     * Delays frames and connects, each by a random time; they stay in order.
     *
     * @param min the shortest
     * @param max the longest
     */
    public void delay(Duration min, Duration max) {
        minDelay = min;
        maxDelay = max;
    }

    /**
     * Sets how many bytes may be under way in each direction. Default: 65,536.
     *
     * @param bytes at least 1; one frame is always taken
     */
    public void window(int bytes) {
        windowBytes = bytes;
    }

    /**
     * Has the next upgrades refused.
     *
     * @param times how many
     * @param status the HTTP status of the refusal
     */
    public void refuse(int times, int status) {
        refusals = times;
        refusalStatus = status;
    }

    /**
     * Loses the next frames to the client while the connection goes on, which TCP cannot do but a broken proxy can.
     *
     * @param frames how many
     */
    public void dropFrames(int frames) {
        drops = frames;
    }

    /**
     * Loses every frame to the client that matches, until {@link #heal}: a proxy that does not let something pass.
     *
     * @param which the frames to lose
     */
    public void dropFramesThat(Predicate<Frame> which) {
        swallowed = which;
    }

    /**
     * Repeats the next frames to the client, which TCP cannot do but a broken proxy can.
     *
     * @param frames how many
     */
    public void repeatFrames(int frames) {
        repeats = frames;
    }

    int windowBytes() {
        return windowBytes;
    }

    boolean isStalled() {
        return stalled;
    }

    boolean completesInline() {
        return random.nextBoolean();
    }

    long delayNanos() {
        long spread = maxDelay.minus(minDelay).toNanos();
        return minDelay.toNanos() + (spread == 0 ? 0 : random.nextLong(spread + 1));
    }

    /** What becomes of a frame on its way to the client. */
    List<Frame> fate(Frame frame) {
        if (drops > 0 || swallowed.test(frame)) {
            drops = Math.max(0, drops - 1);
            return List.of();
        }
        List<Frame> copies = new ArrayList<>(List.of(frame));
        if (repeats > 0) {
            repeats--;
            copies.add(frame);
        }
        return copies;
    }
}
