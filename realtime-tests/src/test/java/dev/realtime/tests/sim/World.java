package dev.realtime.tests.sim;

import dev.realtime.client.Statistics;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ConnectionProgress;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run from one seed: real clients, real servers, a network and a broker with faults, and the truth. */
final class World {
    static final List<String> SERVICES = List.of("finance", "guest", "tasks");
    static final String TAGGED = "audit"; // where every publication has a tag

    private static final List<Channel> CHANNELS = List.of("org-a", "org-b").stream()
            .flatMap(
                    org -> Stream.concat(SERVICES.stream(), Stream.of(TAGGED)).map(service -> Channel.of(org, service)))
            .toList();

    private final FaultPlan plan;
    private final SplittableRandom random;
    private final ManualScheduler time;
    private final InMemoryNetwork network;
    private final Truth truth = new Truth();
    private final Rights rights;
    private final Settings settings;
    private final Servers servers;
    private final Publisher publisher;
    private final Faults faults;
    private final List<Guest> guests = new ArrayList<>();
    private final List<Guest> bystanders = new ArrayList<>(); // of the guests; no fault is theirs
    private boolean eventful; // faults happen
    private boolean slow; // whether the handlers of one client may take time now

    World(long seed) {
        this(seed, FaultPlan.ORDINARY, null);
    }

    World(long seed, FaultPlan plan) {
        this(seed, plan, null);
    }

    /** A world that keeps so much past, or a random part of it if that is null. */
    World(long seed, FaultPlan plan, Retention given) {
        this.plan = plan;
        random = new SplittableRandom(seed);
        time = ManualScheduler.shuffled(random.split());
        time.limit(2_000_000); // an ordinary run takes a tenth of that
        network = new InMemoryNetwork(time, random.split());
        rights = new Rights(time);
        settings = new Settings(random.split(), time, truth);
        settings.onAsked(this::changeFilters);
        Retention retention = Retention.of(Duration.ofSeconds(20 + random.nextInt(280)), 1 + random.nextInt(60));
        servers = new Servers(this, given == null ? retention : given, random.nextBoolean());
        publisher = new Publisher(this);
        faults = new Faults(this, plan);
    }

    Truth truth() {
        return truth;
    }

    SplittableRandom random() {
        return random;
    }

    ManualScheduler time() {
        return time;
    }

    InMemoryNetwork network() {
        return network;
    }

    Rights rights() {
        return rights;
    }

    Settings settings() {
        return settings;
    }

    Servers servers() {
        return servers;
    }

    Publisher publisher() {
        return publisher;
    }

    List<Guest> guests() {
        return guests;
    }

    List<Channel> channels() {
        return CHANNELS;
    }

    /** Does something within a time. */
    void later(long maxMillis, Runnable action) {
        time.schedule(Duration.ofMillis(random.nextLong(maxMillis)), action);
    }

    /** A handler is busy, while the rest of the world goes on. */
    void handlerTakes(Duration duration) {
        if (slow) {
            truth.count("slow handlers", 1);
            time.advance(duration);
        }
    }

    /** Lives through a whole run; throws when a promise is broken. */
    Truth run() {
        invite(3 + random.nextInt(3));
        inviteBystander();
        guests.forEach(guest -> guest.start(Map.of()));
        if (random.nextInt(4) == 0) {
            slow = true;
            guests.get(0).witness.takeTime(1 + random.nextInt(2_000));
        }
        OldClient old = new OldClient(SERVICES.subList(0, 2), truth);
        old.connect(network.link(), rights.token("old", "org-a", null));
        Wanderer wanderer = new Wanderer(this);
        if (random.nextInt(8) == 0) {
            later(10_000, new Crowd(this)::come);
        }
        eventful = true;
        live(wanderer);
        wanderer.close();
        old.close();
        healAndCheck();
        truth.rethrow();
        return truth;
    }

    /** Makes clients, which are not started yet. */
    void invite(int clients) {
        for (int i = 0; i < clients; i++) {
            List<String> services = new ArrayList<>(SERVICES.subList(0, 2 + random.nextInt(2)));
            guests.add(new Guest("user" + i, i % 3 == 2 ? "org-b" : "org-a", services, this));
        }
    }

    /** One that nothing is for, on a way without faults: whatever else happens, it misses nothing. */
    private void inviteBystander() {
        Guest bystander = new Guest("bystander", "org-a", List.of(TAGGED), this);
        bystander.witness.beginWith(Filter.of("p", "nothing"));
        bystander.witness.cutBy(bystander.link::cut); // what both ends notice
        bystander.link.window(64 * 1024);
        bystanders.add(bystander);
        guests.add(bystander);
    }

    /** While a gap and its snapshot are on their way to them, some of a channel want something else; some cannot read just then. */
    private void changeFilters(Channel channel) {
        guests.stream()
                .filter(guest -> guest.org.equals(channel.org()) && guest.services.contains(channel.service()))
                .filter(guest -> !bystanders.contains(guest) && random.nextInt(4) == 0)
                .forEach(guest -> {
                    if (random.nextBoolean()) {
                        guest.witness.expectOddPings();
                        guest.link.window(1); // the snapshot is not sent before the gap is read
                        guest.link.stall();
                        time.schedule(Duration.ofSeconds(1), guest.link::resume);
                    }
                    later(500, () -> guest.witness.changeFilter(Settings.filter(random)));
                });
    }

    /** A client has come back, and what it missed is on its way. */
    void onReplay(Guest guest) {
        if (eventful && !bystanders.contains(guest)) {
            faults.duringReplay(guest);
        }
    }

    /** Somebody for a fault to happen to. */
    Guest anybody(SplittableRandom chance) {
        return guests.get(chance.nextInt(guests.size() - bystanders.size()));
    }

    private void live(Wanderer wanderer) {
        int step = 0;
        int faultsLeft = plan.faults();
        int pause = Math.max(2, plan.publications() / plan.faults());
        while (publisher.published() < plan.publications() || faultsLeft > 0) {
            if (faultsLeft > 0 && random.nextInt(pause) == 0) {
                faultsLeft--;
                faults.next();
            }
            publisher.burst();
            wanderer.move();
            time.advance(Duration.ofMillis(random.nextInt(step++ % 20 == 0 ? 40_000 : 300)));
            if (step % 10 == 0) {
                guests.forEach(this::checkProgress);
            }
        }
    }

    /** The service that a client may not receive now, or null. */
    String deniedService(Guest guest) {
        return guest.services.stream()
                .filter(service -> rights.isDenied(guest.org, guest.name, service))
                .findAny()
                .orElse(null);
    }

    /** Gives back the right that was taken; the client asks for the service again when it connects anew. */
    void regain(Guest guest) {
        String service = deniedService(guest);
        if (service != null) {
            rights.allow(guest.org, guest.name, service);
            if (guest.witness.account(service).isRefused()) {
                truth.count("regained", 1);
            }
            guest.witness.account(service).regained();
            servers.open().forEach(server -> server.disconnect(guest.org, guest.name));
        }
    }

    private Stream<ConnectionProgress> progress(Guest guest) {
        return servers.open().stream().flatMap(server -> server.progress(guest.org, guest.name).stream());
    }

    private void checkProgress(Guest guest) {
        progress(guest)
                .forEach(connection -> connection.channels().forEach((service, progress) -> {
                    if (progress.delivered() != null) {
                        guest.witness.checkDelivered(service, progress.delivered());
                        truth.count(progress.lag().orElse(0) > 0 ? "lag" : "no lag", 1);
                    }
                }));
    }

    /** Connections that were there before the last publications have said that they processed those; a later one had nothing to say. */
    private void checkLag(Guest guest, Set<String> longConnected) {
        progress(guest)
                .forEach(connection -> connection.channels().forEach((service, progress) -> {
                    long unknown =
                            longConnected.contains(connection.connection().id()) ? -1 : 0;
                    if (progress.lag().orElse(unknown) != 0) {
                        truth.fail("lag", guest.name + " at " + service + ": " + progress);
                    }
                }));
    }

    /** Mends everything, and looks at what everybody has got when all is quiet. */
    void healAndCheck() {
        eventful = false;
        slow = false;
        settings.heal();
        rights.fail(false);
        for (Guest guest : guests) {
            guest.link.heal();
            guest.link.delay(Duration.ZERO, Duration.ZERO);
        }
        if (servers.broker() != null) {
            servers.broker().restore();
        }
        time.advance(Duration.ofMinutes(1));
        guests.forEach(this::regain);
        time.advance(Duration.ofMinutes(12)); // the longest backoff, three heartbeats, and all retries
        Set<String> longConnected = guests.stream()
                .flatMap(this::progress)
                .map(connection -> connection.connection().id())
                .collect(Collectors.toSet());
        CHANNELS.forEach(publisher::publishForAll);
        time.advance(Duration.ofSeconds(100));
        if (publisher.unanswered() > 0) {
            throw new AssertionError(publisher.unanswered() + " publications without an answer");
        }
        for (Guest guest : guests) {
            guest.witness.checkAtTheEnd();
            checkProgress(guest);
            checkLag(guest, longConnected);
            truth.count("duplicates", guest.client.statistics().duplicates());
            truth.count("losses in transit", guest.client.statistics().lossesInTransit());
            truth.count("reconnects", guest.client.statistics().reconnects());
            truth.count("token refreshes", guest.client.statistics().tokenRefreshes());
        }
        bystanders.forEach(this::checkBystander);
        truth.rethrow();
        checkNothingIsLeft();
    }

    private void checkBystander(Guest guest) {
        Statistics statistics = guest.client.statistics();
        if (statistics.eventsReceived() > 0 || statistics.lossesInTransit() > 0) {
            truth.fail("P9", guest.name + " wants nothing, and missed or heard something: " + statistics);
        }
        truth.count("gaps of bystanders", statistics.gaps());
        truth.count("bystanders", 1);
    }

    private void checkNothingIsLeft() {
        guests.forEach(guest -> guest.client.close());
        time.advance(Duration.ofSeconds(40));
        servers.checkNothingIsLeft();
        servers.newest().close();
        time.advance(Duration.ofMinutes(12));
        if (time.timers() > 0) {
            throw new AssertionError(time.timers() + " timers are left");
        }
    }
}
