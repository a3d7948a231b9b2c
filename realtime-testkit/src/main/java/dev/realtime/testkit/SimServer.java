package dev.realtime.testkit;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.opentest4j.AssertionFailedError;

/** The server of a {@link RealtimeSim}, in a process that can be stopped, killed and started again. Used by the test's thread. */
public final class SimServer {
    private static final Duration TO_PUBLISH = Duration.ofMinutes(1);

    private final RealtimeSim sim;
    private final UnaryOperator<RealtimeServerBuilder> options;
    private SimProcess process;
    private RealtimeServer server;
    private boolean running;

    SimServer(RealtimeSim sim, UnaryOperator<RealtimeServerBuilder> options) {
        this.sim = sim;
        this.options = options;
        this.process = new SimProcess(sim.time());
        this.server = build();
    }

    private RealtimeServer build() {
        RealtimeServer built = options.apply(RealtimeServer.builder()
                        .authenticator(RealtimeSim::authenticate)
                        .authorizer((identity, service) -> true)
                        .scheduler(process)
                        .random(sim.split()))
                .build();
        sim.network().serve(built);
        sim.network().receive(process::listener);
        running = true;
        return built;
    }

    /**
     * The server itself.
     *
     * @return the one that runs now; another one after {@link #restart}
     */
    public RealtimeServer server() {
        return server;
    }

    /**
     * Publishes an event of type {@code event}.
     *
     * @param org the tenant
     * @param service the service
     * @param data the payload
     * @return its position
     */
    public Position publish(String org, String service, Object data) {
        return publish(Channel.of(org, service), Event.of("event", data));
    }

    /**
     * Publishes an event, and lets time pass until the broker has taken it. What an in-memory broker takes at once, nobody has heard of
     * yet when this returns.
     *
     * @param channel where
     * @param event what
     * @return its position
     * @throws AssertionFailedError if it is not taken
     */
    public Position publish(Channel channel, Event event) {
        sim.timeline().add("publish to " + channel + ": " + event);
        CompletionStage<Position> stage = server.publish(channel, event);
        CompletableFuture<Position> result = stage.toCompletableFuture();
        boolean done = result.isDone() || sim.time().advanceUntil(result::isDone, TO_PUBLISH);
        if (!done || result.isCompletedExceptionally()) {
            Throwable cause =
                    done ? result.handle((position, failure) -> failure).join() : null;
            throw new AssertionFailedError(
                    "expected: " + event + " is published to " + channel + "\nbut was : "
                            + (done ? cause : "nothing within " + TO_PUBLISH) + "\n" + sim.story(),
                    cause);
        }
        return result.join();
    }

    /**
     * Stops the process for a time, as a long garbage collection does: nothing of it runs, its timers are late, and what arrives waits.
     *
     * @param duration how long
     */
    public void pause(Duration duration) {
        sim.timeline().add("FAULT the server's process stands still for " + duration);
        process.pause(duration);
    }

    /**
     * Kills the process: connections end, nobody listens, and what was only in memory is gone. A broker that the options gave to the
     * server lives on.
     */
    public void crash() {
        sim.timeline().add("FAULT the server's process is killed");
        process.kill();
        running = false;
        sim.network().serve(null);
        sim.network().cutAll();
    }

    /**
     * Starts a new process with the same options.
     *
     * @throws IllegalStateException if one runs: {@link #crash} or {@link #shutDown} comes first
     */
    public void restart() {
        if (running) {
            throw new IllegalStateException("the server runs: crash it or shut it down before it starts again");
        }
        sim.timeline().add("the server starts again");
        process = new SimProcess(sim.time());
        server = build();
    }

    /** Both at once: {@link #crash} and {@link #restart}. */
    public void crashAndRestart() {
        crash();
        restart();
    }

    /** Stops in order: clients are told when to come back, and nobody listens from then on. */
    public void shutDown() {
        sim.timeline().add("the server closes");
        server.close();
        running = false;
        sim.network().serve(null);
    }

    boolean isRunning() {
        return running;
    }
}
