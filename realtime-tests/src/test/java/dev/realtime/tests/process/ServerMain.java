package dev.realtime.tests.process;

import dev.realtime.core.Identity;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ConnectionInfo;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.ServerListener;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A server in a process of its own, with its publisher. It tells on stdout, line by line:
 *
 * <pre>
 * READY                     clients may come
 * I payload                 about to be published
 * P position payload        was published
 * C user code               a connection has ended
 * A ...                     the answer to a command
 * </pre>
 *
 * <p>Commands come on stdin: {@code pace n}, {@code heads}, {@code figures}, {@code histogram file}, {@code shutdown}. With the end of
 * stdin the process ends.
 */
public final class ServerMain {
    private static final Duration TO_STOP = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 10_000;

    private final Lines lines = new Lines();
    private final CountedTimers timers = new CountedTimers(); // used by a soak only: others have the defaults
    private final RealtimeServer realtime;
    private final Container container;
    private final Publisher publisher;

    private ServerMain(ServerOptions options) throws Exception {
        Retention retention = Retention.of(Duration.ofMinutes(1), options.retention())
                .channelBytes(128L << 20)
                .nodeBytes(512L << 20);
        RealtimeServerBuilder builder = RealtimeServer.builder()
                .authenticator(ServerMain::authenticate)
                .authorizer((identity, service) -> true)
                .limits(Limits.DEFAULT.connectionsPerOrg(CONNECTIONS))
                .heartbeat(options.heartbeat())
                .retention(retention)
                .listener(options.soak() ? ServerListener.NONE : new Listener());
        realtime = (options.soak() ? builder.scheduler(timers) : builder).build();
        container = options.kind().startAt(options.port(), context -> RealtimeEndpoint.install(context, realtime));
        publisher = new Publisher(realtime, options, lines);
    }

    /** Serves until stdin ends. */
    public static void main(String[] arguments) {
        try {
            new ServerMain(ServerOptions.of(arguments)).serve();
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private static Optional<Identity> authenticate(String token) {
        return Optional.of(Identity.of(Publisher.ORG, token));
    }

    private void serve() throws Exception {
        lines.tell("READY");
        publisher.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.tell("A " + answer(line.split(" ")));
        }
    }

    private String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "pace" -> {
                publisher.pace(Integer.parseInt(words[1]));
                return "ok";
            }
            case "heads" -> {
                return publisher.heads();
            }
            case "figures" -> {
                return figures();
            }
            case "histogram" -> {
                Figures.histogram(Path.of(words[1]));
                return "ok";
            }
            case "shutdown" -> {
                return shutdown();
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
    }

    private String figures() throws IOException {
        Map<String, Long> figures = Figures.take();
        var metrics = realtime.metrics();
        figures.put("connections", metrics.activeConnections());
        figures.put("sessions", (long) container.sessions());
        figures.put("tcp", (long) container.tcpConnections());
        figures.put("subscriptions", (long) metrics.connectionPoolStats().totalSubscriptions());
        figures.put("timers", timers.waiting());
        figures.put("delivered", metrics.delivery().eventsDelivered());
        figures.put("gaps", metrics.delivery().gaps());
        figures.put("slow-consumers", metrics.delivery().slowConsumers());
        return figures.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Stops everything but this thread; tells which threads are left after that. */
    private String shutdown() throws Exception {
        publisher.close();
        realtime.close();
        container.stop();
        timers.close();
        try {
            Eventually.until(TO_STOP, () -> "all threads end", () -> threads().isEmpty());
        } catch (AssertionError e) {
            return String.join(", ", threads()).replace('\n', ' ');
        }
        return "";
    }

    /** The threads that neither the virtual machine nor the class library has started. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread()
                        && thread.getThreadGroup() != null
                        && thread.getThreadGroup().getName().equals("main")
                        && !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .map(Thread::getName)
                .sorted()
                .toList();
    }

    private final class Listener implements ServerListener {
        @Override
        public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
            lines.tell("C " + connection.identity().user() + " " + reason.code());
        }
    }
}
