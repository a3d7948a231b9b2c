package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.ServerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The servers of one world, one after the other behind the same address, and their broker. */
final class Servers {
    private final World world;
    private final Retention retention;
    private final boolean remote;
    private final List<RealtimeServer> all = new ArrayList<>();
    private InMemoryBroker log;
    private RemoteBroker broker; // null where the broker is local
    private RealtimeServer server; // the newest
    private RealtimeServer draining; // null for none
    private boolean drainingIsServed; // the address still leads to it

    Servers(World world, Retention retention, boolean remote) {
        this.world = world;
        this.retention = retention;
        this.remote = remote;
        newBroker();
        start();
        world.network().serve(server);
    }

    RealtimeServer newest() {
        return server;
    }

    /** The one that publications go to: while one drains, it may be either. */
    RealtimeServer any() {
        return draining != null && world.random().nextBoolean() ? draining : server;
    }

    /** Those that may have clients. */
    List<RealtimeServer> open() {
        return draining == null ? List.of(server) : List.of(server, draining);
    }

    RemoteBroker broker() {
        return broker;
    }

    ReplayBuffer buffer(Channel channel) {
        return log.buffer(channel);
    }

    boolean isServedByDraining() {
        return drainingIsServed;
    }

    private void newBroker() {
        log = new InMemoryBroker(retention, world.time(), world.random().split());
        Feed feed = log.open(new Accepted(world.truth()));
        feed.add(world.channels());
        broker = remote ? new RemoteBroker(log, world.time(), world.random().split()) : null;
    }

    private void start() {
        RealtimeServerBuilder builder = RealtimeServer.builder()
                .authenticator(world.rights()::authenticate)
                .authorizer(world.rights()::mayReceive)
                .retention(retention)
                .limits(Limits.DEFAULT.messagesPerSecond(1_000))
                .channels(world.settings()::of)
                .objectMapper(Settings.MAPPER)
                .scheduler(world.time())
                .random(world.random().split());
        server = builder.broker(remote ? broker : log).build();
        all.add(server);
    }

    /** The process dies and another one takes its place. */
    void restart() {
        world.network().serve(null);
        open().forEach(RealtimeServer::close);
        draining = null;
        drainingIsServed = false;
        world.network().cutAll();
        world.time().advance(Duration.ofMillis(world.random().nextInt(5_000)));
        if (!remote) {
            newBroker(); // the memory is gone with the process
        }
        start();
        world.network().serve(server);
    }

    /** Another server takes over, while the old one sends its clients away; for a while the address leads to the old one. */
    void drain(Duration over) {
        if (draining != null) {
            return;
        }
        RealtimeServer old = server;
        draining = old;
        drainingIsServed = true;
        world.guests().forEach(Guest::forgetRefusals);
        start();
        old.drain(over).thenRun(() -> world.time().execute(() -> end(old)));
        world.later(1 + over.toMillis(), () -> {
            if (draining == old) {
                drainingIsServed = false;
                world.network().serve(server);
            }
        });
        world.truth().count("drains", 1);
    }

    private void end(RealtimeServer old) {
        long active = old.metrics().activeConnections();
        world.truth().count(active == 0 ? "drained" : "drained in part", 1);
        world.time().schedule(Duration.ofMillis(1 + world.random().nextInt(2_000)), () -> {
            if (draining == old && !drainingIsServed) {
                old.close();
                draining = null;
            } else if (draining == old) {
                end(old); // the address leads to it for a moment longer
            }
        });
    }

    /** All of them have stopped, or are about to. */
    void checkNothingIsLeft() {
        for (RealtimeServer each : all) {
            ServerMetrics metrics = each.metrics();
            if (metrics.connectionPoolStats().totalConnections() > 0
                    || metrics.connectionPoolStats().totalSubscriptions() > 0) {
                throw new AssertionError("left over: " + metrics);
            }
            metrics.closed().forEach((code, count) -> world.truth().count("server closed " + code, count));
            world.truth().count("slow consumers", metrics.delivery().slowConsumers());
            world.truth().count("batches", metrics.delivery().batches());
            world.truth().count("replayed", metrics.delivery().missedEventsReplayed());
        }
    }

    /** Tells the truth what the broker has accepted, before anybody else hears of it. */
    private record Accepted(Truth truth) implements FeedListener {
        @Override
        public void onPublication(Channel channel, Publication publication) {
            truth.accepted(publication);
        }

        @Override
        public void onInterrupted(Set<Channel> channels, Throwable cause) {}

        @Override
        public void onRestored(Set<Channel> channels) {}
    }
}
