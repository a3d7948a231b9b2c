package dev.realtime.testkit;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way from one client to the server, with the faults that a test puts on it. It is the client's {@link Connector}. Used by the
 * thread of its scheduler.
 */
@SuppressWarnings("checkstyle:methodcount") // one method a fault: read as a list
public final class Link implements Connector {
    private final InMemoryNetwork network;
    private final ManualScheduler time;
    private final RandomGenerator random;
    private final Pace pace;
    private final Unrealistic unrealistic = new Unrealistic();
    private final Set<Way> clogged = EnumSet.noneOf(Way.class);
    private @Nullable Pipe pipe; // the newest connection
    private LinkWatch watch = LinkWatch.NONE;
    private boolean dead; // connects get no answer
    private boolean stalled; // the client does not read
    private int windowBytes = 64 * 1024;
    private int refusals;
    private int refusalStatus;

    Link(InMemoryNetwork network, ManualScheduler time, RandomGenerator random) {
        this.network = network;
        this.time = time;
        this.random = random;
        this.pace = new Pace(random);
    }

    void watch(LinkWatch newWatch) {
        watch = newWatch;
    }

    private void tell(String what) {
        watch.onFault(what);
    }

    void onFrame(Way way, Frame frame) {
        watch.onFrame(way, frame);
    }

    @Override
    public Attempt connect(Upgrade upgrade, Listener listener) {
        boolean[] cancelled = {false};
        time.schedule(Duration.ofNanos(pace.delayNanos(0)), () -> {
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
        String token = upgrade.token() == null ? null : "Bearer " + upgrade.token();
        Admission admission = server.admit(new UpgradeRequest(null, null, token, List.of(), null));
        if (admission instanceof Admission.Refused refused) {
            listener.onRefused(refused.status(), refused.retryAfter());
        } else if (admission instanceof Admission.Admitted admitted) {
            Pipe opened = new Pipe(time, this);
            pipe = opened;
            Transport.Listener serverSide = server.open(opened.serverEnd(), admitted);
            opened.join(network.received(serverSide), listener);
            listener.onOpened(opened.clientEnd());
        }
    }

    /**
     * Has a fault happen.
     *
     * @param fault which
     */
    public void apply(Fault fault) {
        fault.strike(this);
    }

    /** Cuts the connection: both ends notice at once, what is under way is gone. New connections work. */
    public void cut() {
        tell("cut");
        if (pipe != null) {
            pipe.cut();
            pipe = null;
        }
    }

    /**
     * Has something in between close the connection, as proxies do: both ends get what is under way, then the code.
     *
     * @param code the close code, 1000 to 4999
     */
    public void close(int code) {
        tell("close " + code);
        if (pipe != null) {
            pipe.close(CloseReason.of(code, "closed on the way"));
            pipe = null;
        }
    }

    /**
     * Lets the network die in silence: both ends believe that the connection lives, nothing arrives any more, and new connections
     * get no answer until {@link #heal}. The old connection stays dead for ever.
     */
    public void halfOpen() {
        tell("halfOpen");
        if (pipe != null) {
            pipe.lose(Way.TO_SERVER);
            pipe.lose(Way.TO_CLIENT);
            pipe = null;
        }
        dead = true;
    }

    /**
     * Lets one way die in silence, as {@link #halfOpen()} does with both; the other one works.
     *
     * @param way which dies
     */
    public void halfOpen(Way way) {
        tell("halfOpen " + way);
        if (pipe != null) {
            pipe.lose(way);
        }
        dead = true;
    }

    /**
     * Moves the client to another network: its connection has ended at once, and new ones work, while the server believes in the old
     * one, and what the client had sent there still arrives.
     */
    public void switchNetwork() {
        tell("switchNetwork");
        if (pipe != null) {
            pipe.leave();
            pipe = null;
        }
    }

    /**
     * Holds back what is under way and what follows, without losing any of it, until {@link #unclog}.
     *
     * @param way where nothing gets through
     */
    public void clog(Way way) {
        tell("clog " + way);
        clogged.add(way);
    }

    /** Ends {@link #clog}: what was held back arrives. */
    public void unclog() {
        clogged.clear();
        goOn();
    }

    /** Ends all faults: what is done from here on works. Delays, bandwidth, slices and window stay. */
    public void heal() {
        tell("heal");
        dead = false;
        refusals = 0;
        unrealistic.heal();
        clogged.clear();
        resume();
    }

    /** The client stops reading: the window fills up, then the server's frames do not complete. */
    public void stall() {
        tell("stall");
        stalled = true;
    }

    /** The client reads on. */
    public void resume() {
        stalled = false;
        goOn();
    }

    private void goOn() {
        if (pipe != null) {
            pipe.goOn();
        }
    }

    /**
     * The client stops reading for a time, as a program does that is busy or stopped.
     *
     * @param duration how long
     */
    public void pauseReading(Duration duration) {
        stall();
        time.schedule(duration, this::resume);
    }

    /**
     * Delays frames and connects, each by a random time; they stay in order. Default: none.
     *
     * @param min the shortest
     * @param max the longest
     */
    public void delay(Duration min, Duration max) {
        pace.delay(min, max);
    }

    /**
     * Bounds how fast each direction is. Default: no bound.
     *
     * @param bytesPerSecond at least 1
     */
    public void bandwidth(long bytesPerSecond) {
        pace.bandwidth(bytesPerSecond);
    }

    /**
     * Has frames arrive in slices, each with a delay of its own: large frames take long, and are cut in the middle. Default: whole.
     *
     * @param bytes of a slice, at least 1
     */
    public void slice(int bytes) {
        pace.slice(bytes);
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
        tell("refuse " + times + " with " + status);
        refusals = times;
        refusalStatus = status;
    }

    /**
     * What TCP cannot do.
     *
     * @return faults of single frames
     */
    public Unrealistic unrealistic() {
        return unrealistic;
    }

    int windowBytes() {
        return windowBytes;
    }

    boolean isBlocked(Way way) {
        return clogged.contains(way) || (way == Way.TO_CLIENT && stalled);
    }

    boolean completesInline() {
        return random.nextBoolean();
    }

    Pace pace() {
        return pace;
    }

    List<Frame> fate(Frame frame) {
        return unrealistic.fate(frame);
    }
}
