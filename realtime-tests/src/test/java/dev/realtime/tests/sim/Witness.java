package dev.realtime.tests.sim;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.Invalidation;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.client.ReceivedSnapshot;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The application of one client: hears everything and judges it by the promises D1 to D4 of the protocol. */
final class Witness {
    private record Claim(Account account, Position position, String payload) {}

    private final String name;
    private final String org;
    private final World world;
    private final Truth truth;
    private final Map<String, Account> accounts = new LinkedHashMap<>(); // by service
    private final List<Claim> claims = new ArrayList<>(); // to be compared when the truth is complete
    private final List<Filter> asked = new ArrayList<>(); // changes that are not answered yet
    private Filter inForce = Filter.NONE;
    private RealtimeClient client;
    private boolean framesGetLost; // then an answer may get lost, too: nobody knows which filter holds
    private boolean oddPings;
    private int slowMillis; // the longest that the handler of an event takes
    private Runnable cut = () -> {};
    private int failures; // how often a handler has failed on purpose

    Witness(String name, String org, List<String> services, World world) {
        this.name = name;
        this.org = org;
        this.world = world;
        this.truth = world.truth();
        services.forEach(service -> accounts.put(service, new Account(name, Channel.of(org, service), world)));
    }

    RealtimeClientBuilder attach(RealtimeClientBuilder builder, Set<String> withSnapshots) {
        accounts.keySet().forEach(service -> builder.on(service, this::onEvent));
        withSnapshots.forEach(service -> builder.onSnapshot(service, Map.class, (data, from) -> onSnapshot(from)));
        return builder.onGap(this::onGap)
                .onInvalidate(this::onInvalidate)
                .onRefused(this::onRefused)
                .onState(this::onState)
                .filter(inForce);
    }

    void use(RealtimeClient newClient, Map<String, Position> positions) {
        RealtimeClient before = client;
        client = newClient;
        asked.clear();
        accounts.forEach((service, account) -> {
            if (before != null) {
                account.restart(before.positions().get(service), positions.get(service));
            }
        });
        useFilters(newClient.positions());
    }

    Account account(String service) {
        return accounts.get(service);
    }

    void beginWith(Filter filter) {
        inForce = filter;
    }

    /** How to lose the connection at a bad moment. */
    void cutBy(Runnable newCut) {
        cut = newCut;
    }

    void takeTime(int maxMillis) {
        slowMillis = maxMillis;
    }

    void expectLostFrames() {
        framesGetLost = true;
        accounts.values().forEach(account -> {
            account.expectLostFrames();
            account.mayHold(asked);
        });
    }

    boolean losesFrames() {
        return framesGetLost;
    }

    /** Pings come twice, or before what was sent earlier: then they tell of losses that are none. */
    void expectOddPings() {
        oddPings = true;
    }

    /** Asks for another filter; it holds from where the client stands when the answer comes. */
    void changeFilter(Filter filter) {
        RealtimeClient here = client;
        asked.add(filter);
        if (framesGetLost) { // the answer may, too
            accounts.values().forEach(account -> account.mayHold(List.of(filter)));
        }
        truth.count("filter changes asked", 1);
        here.changeFilter(filter).whenComplete((nothing, failure) -> {
            if (here == client) {
                asked.remove(filter);
                inForce = failure == null ? filter : inForce;
                useFilters(here.positions());
                truth.count(failure == null ? "filter changes" : "filter changes refused", 1);
            }
        });
    }

    private void useFilters(Map<String, Position> positions) {
        List<Filter> possible = new ArrayList<>(List.of(inForce));
        if (framesGetLost) {
            possible.addAll(asked);
        }
        accounts.forEach((service, account) -> account.filter(positions.get(service), possible));
    }

    private void onState(ConnectionState state) {
        if (state instanceof ConnectionState.Open) {
            client.positions()
                    .forEach((service, position) -> accounts.get(service).begin(position));
            accounts.forEach((service, account) -> {
                if (!world.rights().isDenied(org, name, service)) {
                    account.regained(); // the refusal was under way when the right came back
                }
            });
        } else if (state instanceof ConnectionState.Closed closed) {
            truth.count("closed " + closed.reason().code(), 1);
        }
    }

    private void onEvent(ReceivedEvent event) {
        Account account = accounts.get(event.service());
        String payload = event.data().asText();
        account.check(payload.startsWith(Publisher.prefix(account.channel)), "D4", () -> "heard " + payload);
        account.heard(event.position(), client.positions().get(event.service()));
        if (event.entity() != null) {
            account.keep(event.entity().id(), event.id());
        }
        claims.add(new Claim(account, event.position(), payload));
        truth.count("events", 1);
        if (slowMillis > 0) {
            world.handlerTakes(Duration.ofMillis(world.random().nextInt(slowMillis)));
        }
    }

    private void onInvalidate(Invalidation invalidation) {
        Account account = accounts.get(invalidation.service());
        account.heard(invalidation.position(), client.positions().get(invalidation.service()));
        Publication truly = truth.at(invalidation.position());
        String payload = truly == null ? "" : new String(truly.payload(), StandardCharsets.UTF_8);
        account.check(
                invalidation.keys().stream().allMatch(key -> payload.contains('"' + key + '"')),
                "D3",
                () -> invalidation + " but published was " + payload);
        truth.count("invalidations", 1);
    }

    private void onGap(Gap gap) {
        accounts.get(gap.service()).gap(gap);
        if (gap.snapshotFollows() && world.random().nextInt(5) == 0) {
            truth.count("cut before the snapshot", 1);
            accounts.get(gap.service()).cutBeforeSnapshot();
            world.time().execute(cut);
        } else if (world.random().nextInt(4) == 0 && !name.equals("bystander")) {
            truth.count("filter changed at a gap", 1);
            changeFilter(Settings.filter(world.random()));
        }
    }

    private void onSnapshot(ReceivedSnapshot snapshot) {
        if (world.random().nextInt(20) == 0) {
            failures++;
            truth.count("snapshot handler failed", 1);
            throw new IllegalStateException("this handler fails on purpose");
        }
        Map<String, String> data = new HashMap<>();
        snapshot.data()
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        accounts.get(snapshot.service()).snapshot(snapshot.position(), data);
    }

    private void onRefused(String service, ErrorCode code) {
        accounts.get(service).refused();
    }

    /** How far the server believes this application to be is not farther than it has got. */
    void checkDelivered(String service, Position delivered) {
        Position reached = client.positions().get(service);
        boolean plausible = accounts.get(service).hasReached(delivered, reached);
        accounts.get(service).check(plausible, "P6", () -> "delivered " + delivered + " but stands at " + reached);
    }

    /** Nothing is asked for again where nothing got lost. */
    void checkLosses() {
        if (!framesGetLost && !oddPings && client.statistics().lossesInTransit() > 0) {
            truth.fail("P10", name + " missed what was not lost: " + client.statistics());
        }
    }

    /** D3 for all that was heard, and D6: the client stands at the head. */
    void checkAtTheEnd() {
        for (Claim claim : claims) {
            String payload = truth.payload(claim.account().channel, claim.position());
            claim.account().check(claim.payload().equals(payload), "D3", () -> claim + " but published was " + payload);
        }
        accounts.forEach((service, account) -> {
            Position head =
                    world.servers().buffer(Channel.of(org, service)).head().position();
            account.checkAtTheEnd(client.positions().get(service), head);
        });
        checkLosses();
        if (client.statistics().handlerFailures() > failures) {
            truth.fail("handlers", "some failed that should not: " + client.statistics());
        }
    }
}
