package dev.realtime.tests.sim;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
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
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** How the channels of one world are delivered, and the state that its application answers with after a gap. */
final class Settings {
    private static final RawValue TOO_LARGE = // written as it is: escaping so much took as long as ten runs
            new RawValue(new SerializedString('"' + "x".repeat(1_100_000) + '"'));

    /** As the defaults of server and client are, but one for all worlds: to make so many and to warm them up took a twentieth of each run. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<Channel, ChannelOptions> options = new HashMap<>();
    private final RandomGenerator random;
    private final ManualScheduler time;
    private final Truth truth;
    private Consumer<Channel> onAsked = channel -> {};
    private boolean healed;

    Settings(RandomGenerator random, ManualScheduler time, Truth truth) {
        this.random = random;
        this.time = time;
        this.truth = truth;
    }

    /** Who hears that a snapshot of a channel is asked for, while not everything is mended. */
    void onAsked(Consumer<Channel> listener) {
        onAsked = listener;
    }

    ChannelOptions of(Channel channel) {
        return options.computeIfAbsent(channel, unknown -> draw());
    }

    private ChannelOptions draw() {
        ChannelOptions drawn = ChannelOptions.DEFAULT
                .batching(batching())
                .priority(Priority.values()[random.nextInt(Priority.values().length)]);
        drawn = random.nextBoolean() ? drawn.conflated() : drawn;
        return random.nextBoolean() ? drawn.snapshots(this::snapshot) : drawn;
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

    private CompletionStage<Snapshot> snapshot(Channel channel, Position head) {
        if (!healed) {
            onAsked.accept(channel);
        }
        switch (healed ? 15 : random.nextInt(16)) {
            case 0 -> {
                truth.count("snapshot failed", 1);
                throw new IllegalStateException("no state at all");
            }
            case 1 -> {
                truth.count("snapshot failed", 1);
                return CompletableFuture.failedFuture(new IllegalStateException("no state now"));
            }
            case 2 -> {
                truth.count("snapshot never", 1);
                return new CompletableFuture<>();
            }
            case 3 -> {
                truth.count("snapshot too late", 1);
                return later(Duration.ofMillis(4_900 + random.nextInt(1_000)), stateAt(head));
            }
            case 4, 5, 6 -> {
                truth.count("snapshot further back", 1);
                return CompletableFuture.completedFuture(stateAt(truth.earlier(head, random.nextInt(10))));
            }
            case 7, 8 -> {
                truth.count("snapshot later", 1);
                return later(Duration.ofMillis(random.nextInt(3_000)), stateAt(head));
            }
            default -> {
                boolean large = !healed && random.nextInt(100) == 0;
                return CompletableFuture.completedFuture(large ? tooLarge(head) : stateAt(head));
            }
        }
    }

    private Snapshot tooLarge(Position head) {
        truth.count("snapshot too large", 1);
        return new Snapshot(head, TOO_LARGE);
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
