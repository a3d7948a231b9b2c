package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.RawDialect;
import dev.realtime.benchmarks.peers.CometDDialect;
import dev.realtime.benchmarks.peers.NatsDialect;
import dev.realtime.benchmarks.peers.SocketIoDialect;
import dev.realtime.benchmarks.peers.StompDialect;
import dev.realtime.benchmarks.peers.WsDialect;
import dev.realtime.benchmarks.workload.Launcher;
import dev.realtime.benchmarks.workload.Subject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The servers of others, as they are built in {@code benchmarks-peers}. The current directory is the project's. */
final class Peers {
    private static final Path HOME = Path.of("benchmarks-peers");
    private static final String MAIN = "dev.realtime.peers.";

    private Peers() {}

    /** All. */
    static Stream<Subject> all() {
        Launcher cometd = Launcher.java(HOME.resolve("cometd"), MAIN + "cometd.CometDPeer");
        Launcher stomp = Launcher.java(HOME.resolve("stomp"), MAIN + "stomp.StompPeer");
        Subject nats = new Subject(
                "nats",
                Launcher.java(HOME.resolve("nats"), MAIN + "nats.NatsPeer").onlyIf(hasProgram("nats-server")),
                List.of(),
                new NatsDialect(),
                Subjects.EACH);
        Subject batched = each("cometd batched", cometd, new CometDDialect())
                .with("--messages-per-frame", "100")
                .underWay(Subjects.TOGETHER);
        return Stream.of(
                each("cometd", cometd, new CometDDialect()),
                batched,
                each("spring stomp", stomp, new StompDialect()),
                each("node ws", node("ws"), new WsDialect()),
                each("socket.io", node("socketio"), new SocketIoDialect()),
                nats,
                nats.named("batched").underWay(Subjects.TOGETHER));
    }

    /** Long polls, which have a load client of their own; nobody speaks the dialect. */
    static Subject longPolling() {
        Launcher server = Launcher.java(HOME.resolve("polling"), MAIN + "polling.PollingPeer");
        return new Subject("long polling", server, List.of(), new RawDialect(), Subjects.EACH);
    }

    /** The load client of the long polls. */
    static Launcher pollingLoad() {
        return Launcher.java(HOME.resolve("polling"), MAIN + "polling.PollingLoad");
    }

    private static Subject each(String name, Launcher launcher, Dialect dialect) {
        return new Subject(name, launcher, List.of(), dialect, Subjects.EACH);
    }

    private static Launcher node(String script) {
        Path node = HOME.resolve("node");
        String file = node.resolve(script + ".js").toString();
        return Launcher.program(node.resolve("node_modules"), "node", "--expose-gc", file);
    }

    private static boolean hasProgram(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.exists(Path.of(directory, name)));
    }
}
