package dev.realtime.tests.sim;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** One run from one seed: real clients, a real server, a network and a broker with faults, and the truth. */
final class World {
    static final List<String> SERVICES = List.of("finance", "guest", "tasks");

    /** A client with its way to the server. */
    private static final class Guest {
        final String name;
        final String org;
        final List<String> services;
        final Link link;
        final Witness witness;
        RealtimeClient client;

        Guest(String name, String org, List<String> services, Link link, World world) {
            this.name = name;
            this.org = org;
            this.services = services;
            this.link = link;
            this.witness = new Witness(name, org, world);
        }
    }

    private final SplittableRandom random;
    private final ManualScheduler time;
    private final InMemoryNetwork network;
    private final Truth truth = new Truth();
    private final List<Guest> guests = new ArrayList<>();
    private final Retention retention;
    private final boolean remote;
    private InMemoryBroker log;
    private RemoteBroker broker; // null where the broker is local
    private RealtimeServer server;
    private int published;
    private int unanswered;

    World(long seed) {
        random = new SplittableRandom(seed);
        time = ManualScheduler.shuffled(random.split());
        time.limit(2_000_000); // an ordinary run takes a tenth of that
        network = new InMemoryNetwork(time, random.split());
        retention = Retention.of(Duration.ofSeconds(20 + random.nextInt(280)), 1 + random.nextInt(60));
        remote = random.nextBoolean();
        newBroker();
        startServer();
    }

    Truth truth() {
        return truth;
    }

    ReplayBuffer buffer(Channel channel) {
        return log.buffer(channel);
    }

    private void newBroker() {
        log = new InMemoryBroker(retention, time, random.split());
        broker = remote ? new RemoteBroker(log, time, random.split()) : null;
    }

    private void startServer() {
        RealtimeServerBuilder builder = RealtimeServer.builder()
                .authenticator(World::authenticate)
                .authorizer((identity, service) -> true)
                .retention(retention)
                .limits(Limits.DEFAULT.messagesPerSecond(1_000))
                .scheduler(time)
                .random(random.split());
        server = builder.broker(remote ? broker : log).build();
        network.serve(server);
    }

    private static Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 2);
        return Optional.of(Identity.of(parts[1], parts[0]));
    }

    /** Lives through a whole run; throws when a promise is broken. */
    Truth run(int publications, int faults) {
        int clients = 3 + random.nextInt(3);
        for (int i = 0; i < clients; i++) {
            addGuest("user" + i, i % 3 == 2 ? "org-b" : "org-a");
        }
        OldClient old = new OldClient(SERVICES.subList(0, 2), truth);
        old.connect(network.link(), "old@org-a");
        int step = 0;
        int faultsLeft = faults;
        while (published < publications || faultsLeft > 0) {
            if (faultsLeft > 0 && random.nextInt(Math.max(2, publications / faults)) == 0) {
                faultsLeft--;
                fault();
            }
            burst();
            time.advance(Duration.ofMillis(random.nextInt(step++ % 20 == 0 ? 40_000 : 300)));
        }
        old.close();
        healAndCheck();
        truth.rethrow();
        return truth;
    }

    private void addGuest(String name, String org) {
        List<String> services = new ArrayList<>(SERVICES.subList(0, 2 + random.nextInt(2)));
        Guest guest = new Guest(name, org, services, network.link(), this);
        guest.link.window(random.nextBoolean() ? 64 * 1024 : 1 + random.nextInt(3_000));
        guests.add(guest);
        start(guest, Map.of());
    }

    private void start(Guest guest, Map<String, Position> positions) {
        guest.client = guest.witness
                .attach(
                        RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                                .connector(guest.link)
                                .scheduler(time)
                                .random(random.split())
                                .token(() -> guest.name + "@" + guest.org)
                                .positions(positions),
                        guest.services)
                .build();
        guest.witness.use(guest.client, positions);
        guest.client.start();
    }

    private void burst() {
        int count = random.nextInt(10) == 0 ? 20 : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String org = random.nextInt(3) == 0 ? "org-b" : "org-a";
            publish(Channel.of(org, SERVICES.get(random.nextInt(SERVICES.size()))));
        }
    }

    private void publish(Channel channel) {
        String payload = channel + "#" + published + "x".repeat(random.nextInt(8) == 0 ? 1_500 : 10);
        Event event = Event.of("test", payload).id("e" + published++);
        publishUntilAccepted(channel, random.nextBoolean() ? event : event.tag("n", published), payload);
    }

    private void publishUntilAccepted(Channel channel, Event event, String payload) {
        unanswered++;
        server.publish(channel, event).whenComplete((position, failure) -> {
            unanswered--;
            if (position != null) {
                truth.published(channel, position, payload);
            } else {
                time.schedule(Duration.ofSeconds(1), () -> publishUntilAccepted(channel, event, payload));
            }
        });
    }

    // ---- faults

    private void fault() {
        Guest guest = guests.get(random.nextInt(guests.size()));
        int kind = random.nextInt(remote ? 17 : 14);
        switch (kind) {
            case 0, 1 -> guest.link.cut();
            case 2 -> {
                guest.link.halfOpen();
                later(90, guest.link::heal);
            }
            case 3, 4 -> {
                guest.link.stall();
                later(50, guest.link::resume);
            }
            case 5 -> guest.link.delay(Duration.ZERO, Duration.ofMillis(random.nextInt(2_000)));
            case 6 -> {
                guest.link.refuse(1 + random.nextInt(3), random.nextBoolean() ? 503 : 502);
                guest.link.cut();
            }
            case 7 -> {
                guest.witness.expectLostFrames();
                guest.link.dropFrames(1 + random.nextInt(4));
            }
            case 8 -> guest.link.repeatFrames(1 + random.nextInt(10));
            case 9 -> restartServer();
            case 10 -> restartClient(guest);
            case 11 -> time.jumpWall(Duration.ofMinutes(random.nextInt(120) - 60));
            case 12 -> server.disconnect(guest.org, guest.name);
            case 13 -> {
                guest.witness.expectLostFrames();
                String poison = Channel.of(guest.org, SERVICES.get(0)) + "#" + published;
                guest.link.dropFramesThat(frame -> frame.string().contains(poison + "x"));
                publish(Channel.of(guest.org, SERVICES.get(0)));
            }
            case 14 -> {
                broker.interrupt();
                later(20, broker::restore);
            }
            case 15 -> broker.fork(Channel.of(guest.org, SERVICES.get(0)), truth);
            default -> broker.wipe(Channel.of(guest.org, SERVICES.get(1)));
        }
        truth.count("fault " + kind, 1);
    }

    private void later(int maxSeconds, Runnable action) {
        time.schedule(Duration.ofMillis(random.nextInt(maxSeconds * 1_000)), action);
    }

    private void restartServer() {
        network.serve(null);
        server.close();
        network.cutAll();
        time.advance(Duration.ofMillis(random.nextInt(5_000)));
        if (!remote) {
            newBroker(); // the memory is gone with the process
        }
        startServer();
    }

    private void restartClient(Guest guest) {
        guest.client.close();
        time.advance(Duration.ofMillis(1));
        Map<String, Position> positions = new HashMap<>(guest.client.positions());
        if (random.nextInt(3) == 0) {
            positions.replaceAll((service, position) -> position.at(position.seq() + 1_000_000)); // a store that lies
        }
        start(guest, positions);
        truth.count("client restarts", 1);
    }

    private void healAndCheck() {
        for (Guest guest : guests) {
            guest.link.heal();
            guest.link.delay(Duration.ZERO, Duration.ZERO);
        }
        if (broker != null) {
            broker.restore();
        }
        time.advance(Duration.ofMinutes(12)); // the longest backoff, three heartbeats, and all retries
        publish(Channel.of("org-a", SERVICES.get(0)));
        time.advance(Duration.ofSeconds(100));
        if (unanswered > 0) {
            throw new AssertionError(unanswered + " publications without an answer");
        }
        for (Guest guest : guests) {
            guest.witness.checkAtTheEnd(guest.services);
            truth.count("duplicates", guest.client.statistics().duplicates());
            truth.count("losses in transit", guest.client.statistics().lossesInTransit());
            truth.count("reconnects", guest.client.statistics().reconnects());
        }
        server.metrics().closed().forEach((code, count) -> truth.count("server closed " + code, count));
        truth.count("slow consumers", server.metrics().delivery().slowConsumers());
        checkNothingIsLeft();
    }

    private void checkNothingIsLeft() {
        guests.forEach(guest -> guest.client.close());
        time.advance(Duration.ofSeconds(40));
        if (server.metrics().connectionPoolStats().totalConnections() > 0
                || server.metrics().connectionPoolStats().totalSubscriptions() > 0) {
            throw new AssertionError("left over: " + server.metrics());
        }
        server.close();
        time.advance(Duration.ofMinutes(12));
        if (time.timers() > 0) {
            throw new AssertionError(time.timers() + " timers are left");
        }
    }
}
