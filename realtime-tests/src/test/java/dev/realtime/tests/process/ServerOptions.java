package dev.realtime.tests.process;

import dev.realtime.jakarta.Container;
import java.time.Duration;
import java.util.List;

/**
 * How a server process is set up; as arguments of its command line on the way.
 *
 * @param kind the container
 * @param port where it listens
 * @param life counts the processes at this port, from 1; part of all payloads, so that none comes twice
 * @param pace events a second from the first moment on
 * @param heartbeat of all clients
 * @param retention publications for each channel, for one minute
 * @param soak whether it counts timers, has large payloads and keeps to itself what it publishes
 */
record ServerOptions(
        Container.Kind kind, int port, int life, int pace, Duration heartbeat, int retention, boolean soak) {
    /** More than is ever published in these tests while somebody is away. */
    static final int ENOUGH = 200_000;

    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** The default heartbeat, enough retention, nothing published yet. */
    static ServerOptions at(int port, Container.Kind kind) {
        return new ServerOptions(kind, port, 1, 0, HEARTBEAT, ENOUGH, false);
    }

    ServerOptions life(int count, Container.Kind container) {
        return new ServerOptions(container, port, count, pace, heartbeat, retention, soak);
    }

    ServerOptions pace(int eventsPerSecond) {
        return new ServerOptions(kind, port, life, eventsPerSecond, heartbeat, retention, soak);
    }

    ServerOptions heartbeat(Duration interval) {
        return new ServerOptions(kind, port, life, pace, interval, retention, soak);
    }

    ServerOptions retention(int count) {
        return new ServerOptions(kind, port, life, pace, heartbeat, count, soak);
    }

    ServerOptions forSoak() {
        return new ServerOptions(kind, port, life, pace, heartbeat, retention, true);
    }

    List<String> arguments() {
        return List.of(
                kind.name(),
                Integer.toString(port),
                Integer.toString(life),
                Integer.toString(pace),
                heartbeat.toString(),
                Integer.toString(retention),
                Boolean.toString(soak));
    }

    static ServerOptions of(String[] arguments) {
        return new ServerOptions(
                Container.Kind.valueOf(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Duration.parse(arguments[4]),
                Integer.parseInt(arguments[5]),
                Boolean.parseBoolean(arguments[6]));
    }
}
