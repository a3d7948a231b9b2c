package dev.realtime.tests.sim;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application of one client: hears everything and judges it by the promises D1 to D4 of the protocol. */
final class Witness {
    private record Claim(Channel channel, Position position, String payload) {}

    private final String name;
    private final String org;
    private final World world;
    private final Truth truth;
    private final Map<String, Position> here = new HashMap<>(); // by service: the last position that was accounted for
    private final List<Claim> claims = new ArrayList<>(); // to be compared when the truth is complete
    private RealtimeClient client;
    private boolean framesGetLost; // then a gap covers what got lost before it, too

    Witness(String name, String org, World world) {
        this.name = name;
        this.org = org;
        this.world = world;
        this.truth = world.truth();
    }

    RealtimeClientBuilder attach(RealtimeClientBuilder builder, List<String> services) {
        services.forEach(service -> builder.on(service, this::onEvent));
        return builder.onGap(this::onGap).onState(this::onState);
    }

    void use(RealtimeClient newClient, Map<String, Position> positions) {
        client = newClient;
        here.putAll(positions);
    }

    void expectLostFrames() {
        framesGetLost = true;
    }

    private void onState(ConnectionState state) {
        if (state instanceof ConnectionState.Open) {
            client.positions().forEach(here::putIfAbsent); // where a fresh service starts
        } else if (state instanceof ConnectionState.Closed closed) {
            truth.count("closed " + closed.reason().code(), 1);
        }
    }

    private void onEvent(ReceivedEvent event) {
        Channel channel = Channel.of(org, event.service());
        Position position = event.position();
        String payload = event.data().asText();
        check(payload.startsWith(channel + "#"), "D4", channel, "heard " + payload);
        Position last = here.get(event.service());
        if (last != null) {
            check(position.seq() == last.seq() + 1, "D2", channel, "after " + last + " came " + position);
            check(
                    truth.continues(channel, last, position.epoch()),
                    "D5",
                    channel,
                    "after " + last + " came " + position);
        }
        here.put(event.service(), position);
        claims.add(new Claim(channel, position, payload));
        truth.count("events", 1);
    }

    private void onGap(Gap gap) {
        Channel channel = Channel.of(org, gap.service());
        Position last = here.get(gap.service());
        Position after = gap.after();
        if (gap.position().equals(last)) {
            return; // the same gap once more: a repeated frame
        }
        if (last != null && after != null) {
            boolean same = after.seq() == last.seq() && truth.continues(channel, last, after.epoch());
            check(same, "D2", channel, "a gap after " + after + " but it stood at " + last);
        }
        if (after != null && !framesGetLost && isLostForEver(gap.reason())) {
            boolean lost = world.buffer(channel).after(after, 1) instanceof Slice.Outside;
            check(lost, "false gap", channel, gap.toString());
        }
        truth.gap(gap.reason());
        here.put(gap.service(), gap.position());
    }

    private static boolean isLostForEver(GapReason reason) {
        return switch (reason) {
            case TRIMMED, SLOW_CONSUMER, EPOCH, TAIL_LOST -> true;
            default -> false;
        };
    }

    /** D3 for all that was heard, and D6: the client stands at the head. */
    void checkAtTheEnd(List<String> services) {
        for (Claim claim : claims) {
            String payload = truth.payload(claim.channel(), claim.position());
            check(claim.payload().equals(payload), "D3", claim.channel(), claim + " but published was " + payload);
        }
        for (String service : services) {
            Channel channel = Channel.of(org, service);
            Position head = world.buffer(channel).head().position();
            Position told = client.positions().get(service);
            check(head.equals(told), "D6", channel, "stands at " + told + ", head " + head + ", " + client.state());
            Position heard = here.get(service);
            boolean accounted =
                    heard == null || (heard.seq() == head.seq() && truth.continues(channel, heard, head.epoch()));
            check(accounted, "D2", channel, "advanced to " + head + " in silence, heard up to " + heard);
        }
    }

    private void check(boolean holds, String rule, Channel channel, String what) {
        if (!holds) {
            truth.fail(rule, "for " + name + " at " + channel + ": " + what);
        }
    }
}
