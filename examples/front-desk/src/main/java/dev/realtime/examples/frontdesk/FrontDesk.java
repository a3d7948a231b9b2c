package dev.realtime.examples.frontdesk;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.RealtimeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The application: a hotel group's front desk in one process. Everything that it publishes has really happened, to the process
 * itself or because somebody asked for it by page or curl. Thread-safe.
 *
 * <pre>mvn -Pdemo -DskipTests verify [-Dexec.args="--port 9090 --replay bookings.csv --rate 100"]</pre>
 */
public final class FrontDesk implements AutoCloseable {
    private final Staff staff;
    private final Scheduler scheduler = Scheduler.threads("front-desk");
    private final RealtimeServer realtime;
    private final Vitals vitals;
    private final WebServer web;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FrontDesk(Options options) throws IOException {
        staff = Staff.withTokens(options.tokens());
        realtime = RealtimeServer.builder()
                .authenticator(staff::authenticate)
                .authorizer(staff::maySee)
                .metricsAccess(staff::mayOperate)
                .heartbeat(Duration.ofSeconds(10)) // short, for people who watch
                .build();
        vitals = new Vitals(scheduler, realtime, Staff.ORGS);
        web = WebServer.start(
                options.port(), realtime, new Api(staff, new Books(realtime), realtime), scheduler::close);
        vitals.start();
    }

    /**
     * Opens the front desk.
     *
     * @param options how
     * @return the running application; close it to stop
     * @throws IOException if the port is taken, or the file of tokens cannot be used
     */
    static FrontDesk open(Options options) throws IOException {
        return new FrontDesk(options);
    }

    /** Where it listens; known even if the options left the choice to the system. */
    int port() {
        return web.port();
    }

    Staff staff() {
        return staff;
    }

    /** Publishes the rows of a file; completes after the last one, so never if the front desk closes before. */
    CompletionStage<Replay.Result> replay(Replay.Source source) throws IOException {
        return Replay.start(scheduler, realtime, source);
    }

    /** Stops gracefully: clients are told to come back, then the sockets close. Calls after the first do nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        vitals.stop();
        realtime.close();
        web.close();
    }

    /**
     * Runs until the process is asked to stop. Does not return before, so that Maven can run it in its own process.
     *
     * @param args see {@link Options}
     * @throws InterruptedException if somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Options.USAGE);
            return;
        }
        try {
            run(options);
        } catch (IOException e) {
            System.err.println("The front desk cannot open: " + e.getMessage());
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        Logs.quiet();
        CountDownLatch stopped = new CountDownLatch(1);
        FrontDesk desk = open(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            desk.close();
            stopped.countDown();
        }));
        System.out.println(Welcome.text(desk.port(), desk.staff()));
        replayIfAsked(desk, options.replay());
        stopped.await();
    }

    private static void replayIfAsked(FrontDesk desk, Replay.@Nullable Source source) {
        if (source == null) {
            return;
        }
        System.out.println("Replaying " + source.file() + " at " + source.rowsPerSecond() + " rows/s ...");
        try {
            desk.replay(source)
                    .whenComplete((result, failure) -> System.out.println(result != null ? result : failure));
        } catch (IOException e) {
            System.out.println("Cannot replay: " + e.getMessage());
        }
    }
}
