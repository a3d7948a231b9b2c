package dev.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.Invalidation;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.client.ReceivedSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/**
 * Records what one client's application hears, in order, for all its services. Used by the thread of the client's handlers, which
 * in virtual time is the test's.
 */
public final class Probe {
    /** Something that the application heard. */
    public sealed interface Item {
        /**
         * Of which service.
         *
         * @return the service's name
         */
        String service();

        /**
         * An event.
         *
         * @param event as it was handed over
         */
        record Heard(ReceivedEvent event) implements Item {
            @Override
            public String service() {
                return event.service();
            }
        }

        /**
         * A gap.
         *
         * @param gap as it was handed over
         */
        record Missed(Gap gap) implements Item {
            @Override
            public String service() {
                return gap.service();
            }
        }

        /**
         * An invalidation.
         *
         * @param invalidation as it was handed over
         */
        record Invalidated(Invalidation invalidation) implements Item {
            @Override
            public String service() {
                return invalidation.service();
            }
        }

        /**
         * A snapshot.
         *
         * @param snapshot as it was handed over
         */
        record Restored(ReceivedSnapshot snapshot) implements Item {
            @Override
            public String service() {
                return snapshot.service();
            }
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final List<ConnectionState> states = new ArrayList<>();

    /**
     * Has a client that is being built report to this probe.
     *
     * @param builder the client's
     * @param services what it wants to receive
     * @return the builder
     */
    public RealtimeClientBuilder attach(RealtimeClientBuilder builder, String... services) {
        for (String service : services) {
            builder.on(service, event -> items.add(new Item.Heard(event)));
        }
        return builder.onGap(gap -> items.add(new Item.Missed(gap)))
                .onInvalidate(invalidation -> items.add(new Item.Invalidated(invalidation)))
                .onState(states::add);
    }

    /**
     * Has the client take snapshots of services too; without, their gaps are plain ones.
     *
     * @param builder the client's, attached already
     * @param services of which
     * @return the builder
     */
    public RealtimeClientBuilder takeSnapshots(RealtimeClientBuilder builder, String... services) {
        for (String service : services) {
            builder.onSnapshot(service, JsonNode.class, (data, snapshot) -> items.add(new Item.Restored(snapshot)));
        }
        return builder;
    }

    /**
     * Everything that was heard of a service.
     *
     * @param service its name
     * @return in order
     */
    public List<Item> items(String service) {
        return items.stream().filter(item -> item.service().equals(service)).toList();
    }

    /**
     * The payloads of the events of a service, as text.
     *
     * @param service its name
     * @return in order
     */
    public List<String> data(String service) {
        List<String> data = new ArrayList<>();
        for (Item item : items(service)) {
            if (item instanceof Item.Heard heard) {
                data.add(heard.event().data().asText());
            }
        }
        return data;
    }

    /**
     * The gaps of a service.
     *
     * @param service its name
     * @return in order
     */
    public List<Gap> gaps(String service) {
        List<Gap> gaps = new ArrayList<>();
        for (Item item : items(service)) {
            if (item instanceof Item.Missed missed) {
                gaps.add(missed.gap());
            }
        }
        return gaps;
    }

    /**
     * The states that the client went through.
     *
     * @return in order
     */
    public List<ConnectionState> states() {
        return List.copyOf(states);
    }

    /**
     * Checks that exactly these payloads came, in this order, and no gap.
     *
     * @param service its name
     * @param expected the payloads as text
     * @throws AssertionFailedError if anything else was heard; the message holds everything
     */
    public void expectExactly(String service, String... expected) {
        if (!data(service).equals(List.of(expected)) || !gaps(service).isEmpty()) {
            throw new AssertionFailedError(
                    "expected exactly " + List.of(expected) + " of " + service + " but heard " + items(service)
                            + ", states " + states,
                    List.of(expected),
                    data(service));
        }
    }
}
