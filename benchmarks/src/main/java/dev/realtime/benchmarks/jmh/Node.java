package dev.realtime.benchmarks.jmh;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A server whose transports are sinks, all on the benchmark's thread. */
final class Node {
    private static final Channel CHANNEL = Channel.of("bench", "s0");
    private static final UpgradeRequest REQUEST = new UpgradeRequest(null, null, "Bearer bench:u", List.of(), null);
    private static final int OUT_OF_THE_WAY = 100_000;

    private final TurnScheduler scheduler = new TurnScheduler();
    private final RealtimeServer server = RealtimeServer.builder()
            .authenticator(token -> Optional.of(Identity.of("bench", "u")))
            .authorizer((identity, service) -> true)
            .limits(Limits.DEFAULT.connectionsPerUser(OUT_OF_THE_WAY).connectionsPerOrg(OUT_OF_THE_WAY))
            .retention(Retention.of(Duration.ofMinutes(5), 5_000))
            .scheduler(scheduler)
            .random(new Random(1))
            .build();

    /** Connects a client; {@code positions} is JSON, empty for none. */
    Transport.Listener connect(Sink sink, String encodings, String positions) {
        Transport.Listener listener = server.open(sink, (Admission.Admitted) server.admit(REQUEST));
        String resume = positions.isEmpty() ? "" : ",\"positions\":{\"s0\":" + positions + "}";
        listener.onFrame(
                Frame.text("{\"version\":1,\"services\":[\"s0\"],\"encodings\":[" + encodings + "]" + resume + "}"));
        scheduler.runAll();
        return listener;
    }

    /** Publishes; nobody has it yet. */
    Position publish(Object data) {
        return server.publish(CHANNEL, Event.of("bench", data))
                .toCompletableFuture()
                .join();
    }

    /** Delivers whatever there is to everybody. */
    void deliver() {
        scheduler.runAll();
    }

    void close() {
        server.close();
        scheduler.runAll();
    }
}
