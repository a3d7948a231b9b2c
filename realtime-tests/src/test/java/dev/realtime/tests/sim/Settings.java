package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.server.Batching;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Priority;
import dev.realtime.core.server.Snapshot;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** How the channels of one world are delivered, and the state that its application answers with after a gap. */
final class Settings {
    private static final String TOO_LARGE = "x".repeat(1_100_000);

    private final Map<Channel, ChannelOptions> options = new HashMap<>();
    private final RandomGenerator random;
    private final ManualScheduler time;
    private final Truth truth;
    private boolean healed;

    Settings(RandomGenerator random, ManualScheduler time, Truth truth) {
        this.random = random;
        this.time = time;
        this.truth = truth;
    }

    ChannelOptions of(Channel channel) {
        return options.computeIfAbsent(channel, unknown -> draw());
    }

    private ChannelOptions draw() {
        ChannelOptions drawn = ChannelOptions.DEFAULT
                .batching(batching())
                .priority(Priority.values()[random.nextInt(Priority.values().length)]);
        drawn = random.nextBoolean() ? drawn.conflated() : drawn;
        return random.nextBoolean() ? drawn.snapshots((channel, head) -> snapshot(head)) : drawn;
    }

    private Batching batching() {
        int count = 1 + random.nextInt(30);
        return switch (random.nextInt(4)) {
            case 0 -> Batching.NONE;
            case 1 -> Batching.fixed(Duration.ofMillis(random.nextInt(10_000)), count);
            case 2 -> Batching.adaptive(Duration.ofMillis(random.nextInt(1_000)), count);
            default -> Batching.ADAPTIVE;
        };
    }

    /** From now on the application answers. */
    void heal() {
        healed = true;
    }

    private CompletionStage<Snapshot> snapshot(Position head) {
        int kind = healed ? 9 : random.nextInt(16);
        truth.count("snapshot " + Math.min(kind, 9), 1);
        return switch (kind) {
            case 0 -> throw new IllegalStateException("no state at all");
            case 1 -> CompletableFuture.failedFuture(new IllegalStateException("no state now"));
            case 2 -> new CompletableFuture<>(); // never
            case 3 -> later(Duration.ofMillis(4_000 + random.nextInt(2_000)), new Snapshot(head, truth.stateAt(head)));
            case 4 ->
                CompletableFuture.completedFuture(new Snapshot(head, random.nextInt(8) == 0 ? TOO_LARGE : null))
                        .thenApply(snapshot -> snapshot.data() == null ? stateAt(head) : snapshot);
            case 5, 6 -> CompletableFuture.completedFuture(stateAt(truth.earlier(head, random.nextInt(10))));
            case 7, 8 -> later(Duration.ofMillis(random.nextInt(3_000)), stateAt(head));
            default -> CompletableFuture.completedFuture(stateAt(head));
        };
    }

    private Snapshot stateAt(Position position) {
        return new Snapshot(position, truth.stateAt(position));
    }

    private CompletionStage<Snapshot> later(Duration delay, Snapshot snapshot) {
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        time.schedule(delay, () -> answer.complete(snapshot));
        return answer;
    }

    /** A filter that a client might want; often none. */
    static Filter filter(RandomGenerator random) {
        return switch (random.nextInt(7)) {
            case 0 -> Filter.of("p", "nothing");
            case 1 -> Filter.of("p", random.nextInt(3));
            case 2 -> Filter.NONE.and("p", 0, 1);
            case 3 -> Filter.of("p", random.nextInt(3)).and("q", "a");
            default -> Filter.NONE;
        };
    }
}
