package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That nothing of a publication is lost or changed. */
interface ContentRules {
    BrokerLab lab();

    /** D3: payload, tags, id, entity and kind are what was appended. */
    @Test
    default void a_read_gives_every_part_of_what_was_appended() throws Exception {
        BrokerUnderTest subject = lab().broker();
        List<String> appended = appendVarious(subject);
        assertEquals(appended, subject.shown(subject.channel(), subject.start(subject.channel())));
    }

    /** D3, for the live feed. */
    @Test
    default void a_feed_gives_every_part_of_what_was_appended() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        List<String> appended = appendVarious(subject);
        List<Publication> heard = ear.hear(subject.channel(), appended.size());
        assertEquals(appended, heard.stream().map(Drafts::show).toList());
    }

    /** D3: who reads and who listens learn the same, with position and time. */
    @Test
    default void a_read_and_a_feed_say_the_same() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        int count = appendVarious(subject).size();
        List<Publication> read = subject.all(subject.channel(), subject.start(subject.channel()));
        List<Publication> heard = ear.hear(subject.channel(), count);
        assertEquals(showAll(read), showAll(heard));
    }

    /** D3: a position means the same whenever it is read. */
    @Test
    default void a_second_read_says_the_same() throws Exception {
        BrokerUnderTest subject = lab().broker();
        appendVarious(subject);
        Position start = subject.start(subject.channel());
        List<String> first = showAll(subject.all(subject.channel(), start));
        subject.append("one more");
        List<String> second = showAll(subject.all(subject.channel(), start));
        assertEquals(first, second.subList(0, first.size()));
    }

    /** {@code Publication.time}: when the broker accepted it, to the millisecond. */
    @Test
    default void the_time_of_a_publication_is_that_of_its_append() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.DEFAULT);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            subject.patience().pass(Duration.ofMillis(1_234));
            times.add(subject.patience().scheduler().wallClock().truncatedTo(ChronoUnit.MILLIS));
            subject.append("text " + i);
        }
        List<Publication> read = subject.all(subject.channel(), subject.start(subject.channel()));
        assertEquals(
                times,
                read.stream()
                        .map(publication -> publication.time().truncatedTo(ChronoUnit.MILLIS))
                        .toList());
    }

    private static List<String> showAll(List<Publication> publications) {
        return publications.stream().map(Drafts::showAll).toList();
    }

    private static List<String> appendVarious(BrokerUnderTest subject) {
        for (Draft draft : Drafts.various()) {
            subject.append(subject.channel(), draft, null);
        }
        return Drafts.various().stream().map(Drafts::show).toList();
    }
}
