package dev.realtime.testkit;

import dev.realtime.client.Gap;
import dev.realtime.client.Invalidation;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.client.ReceivedSnapshot;
import dev.realtime.core.Position;

/** Something that an application heard of a service, as a {@link Probe} keeps it. Immutable. */
public sealed interface Item {
    /**
     * Of which service.
     *
     * @return the service's name
     */
    String service();

    /**
     * Where it stands in the channel.
     *
     * @return of a gap or a snapshot, where the service goes on
     */
    Position position();

    /**
     * What it is, for a failure.
     *
     * @return a few words, with the payload
     */
    String description();

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

        /** The payload: a string as it is, other JSON as Jackson writes it. */
        String text() {
            return event.data().isTextual()
                    ? event.data().asText()
                    : event.data().toString();
        }

        @Override
        public Position position() {
            return event.position();
        }

        @Override
        public String description() {
            return "event seq=" + event.position().seq() + " type=" + event.type() + " " + event.data();
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

        @Override
        public Position position() {
            return gap.position();
        }

        @Override
        public String description() {
            return "gap " + gap.reason() + " up to seq=" + gap.position().seq() + ", missed " + gap.missed()
                    + (gap.snapshotFollows() ? ", snapshot follows" : "");
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

        @Override
        public Position position() {
            return invalidation.position();
        }

        @Override
        public String description() {
            return "invalidation seq=" + invalidation.position().seq() + " of " + invalidation.keys();
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

        @Override
        public Position position() {
            return snapshot.position();
        }

        @Override
        public String description() {
            return "snapshot seq=" + snapshot.position().seq() + " " + snapshot.data();
        }
    }
}
