package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the application publishes: events with and without tags and entities, and invalidations; again until accepted. */
final class Publisher {
    private final World world;
    private final SplittableRandom random;
    private int published;
    private int unanswered;

    Publisher(World world) {
        this.world = world;
        this.random = world.random().split();
    }

    int published() {
        return published;
    }

    int unanswered() {
        return unanswered;
    }

    void burst() {
        int count = random.nextInt(10) == 0 ? 20 : 1 + random.nextInt(3);
        Channel favourite = world.channels().get(random.nextInt(world.channels().size()));
        for (int i = 0; i < count; i++) {
            String org = random.nextInt(3) == 0 ? "org-b" : "org-a";
            int service = random.nextInt(World.SERVICES.size() + 1);
            Channel channel = service < World.SERVICES.size()
                    ? Channel.of(org, World.SERVICES.get(service))
                    : Channel.of("org-a", World.TAGGED);
            publish(count == 20 && i % 2 == 0 ? favourite : channel);
        }
    }

    void publish(Channel channel) {
        if (channel.service().equals(World.TAGGED)) {
            publishTagged(channel);
            return;
        }
        if (random.nextInt(15) == 0) {
            String key = "k" + published++;
            untilAccepted(() -> world.servers().any().invalidate(channel, key), channel, null);
            return;
        }
        String payload = payload(channel) + "x".repeat(random.nextInt(8) == 0 ? 1_500 : 10);
        Event event = Event.of("test", payload).id("e" + published++);
        event = random.nextInt(3) > 0 ? event.tag("p", random.nextInt(3)) : event;
        event = random.nextInt(3) == 0 ? event.tag("q", random.nextBoolean() ? "a" : "b") : event;
        event = random.nextInt(3) > 0 ? event.entity("room", "r" + random.nextInt(4)) : event;
        Event whole = event;
        untilAccepted(() -> world.servers().any().publish(channel, whole), channel, payload);
    }

    /** An event that only some filters let pass. */
    void publishTagged(Channel channel) {
        String payload = payload(channel) + "x";
        Event event = Event.of("test", payload).id("e" + published++).tag("p", random.nextInt(3));
        untilAccepted(() -> world.servers().any().publish(channel, event), channel, payload);
    }

    /** An event for everybody there; where every publication has a tag, for nobody in particular. */
    void publishForAll(Channel channel) {
        if (channel.service().equals(World.TAGGED)) {
            publishTagged(channel);
        } else {
            publishPlainly(channel);
        }
    }

    /** An event for everybody. */
    void publishPlainly(Channel channel) {
        String payload = payload(channel) + "x";
        Event event = Event.of("test", payload).id("e" + published++);
        untilAccepted(() -> world.servers().any().publish(channel, event), channel, payload);
    }

    /** How the payload of the next publication begins. */
    String payload(Channel channel) {
        return prefix(channel) + published;
    }

    /** How the payload of every publication of a channel begins. */
    static String prefix(Channel channel) {
        return channel + "#";
    }

    private void untilAccepted(Supplier<CompletionStage<Position>> attempt, Channel channel, String payload) {
        unanswered++;
        attempt.get().whenComplete((position, failure) -> {
            unanswered--;
            if (position == null) {
                world.time().schedule(Duration.ofSeconds(1), () -> untilAccepted(attempt, channel, payload));
            } else if (payload != null) {
                world.truth().published(channel, position, payload);
            }
        });
    }
}
