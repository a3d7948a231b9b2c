package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.PublishException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code Broker.close}: it stops, and later calls fail with {@code BrokerUnavailable}. */
interface CloseRules {
    BrokerLab lab();

    /** {@code Broker.close}. */
    @Test
    default void after_a_close_append_and_read_are_unavailable() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.append("before");
        subject.broker().close();
        assertUnavailable(
                subject, subject.broker().append(subject.channel(), Drafts.text("after"), AppendOptions.NONE));
        assertUnavailable(subject, subject.broker().read(subject.channel(), After.HEAD, 1));
    }

    /** {@code Broker.close}: neither an old feed nor a new one takes channels. */
    @Test
    default void after_a_close_no_feed_takes_channels() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        subject.broker().close();
        assertUnavailable(subject, ear.feed().add(List.of(subject.channel())));
        Feed late;
        try {
            late = subject.broker().open(new Heard());
        } catch (PublishException.BrokerUnavailable e) {
            return; // refused at once, which is as good
        }
        assertUnavailable(subject, late.add(List.of(subject.channel())));
    }

    private static void assertUnavailable(BrokerUnderTest subject, CompletionStage<?> stage) {
        assertInstanceOf(
                PublishException.BrokerUnavailable.class, subject.patience().outcome("a call after the close", stage));
    }

    /** {@code AutoCloseable}: closing again does nothing. */
    @Test
    default void closing_twice_is_closing_once() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.append("before");
        Ear ear = subject.ear();
        subject.broker().close();
        subject.broker().close();
        ear.feed().close(); // its end may come after the broker's
    }

    /** {@code Broker.close}: listeners are left alone. */
    @Test
    default void after_a_close_nothing_is_heard() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        ear.fence(subject, subject.channel());
        subject.broker().close();
        int calls = ear.heard().calls();
        subject.patience()
                .outcome(
                        "an append after the close",
                        subject.broker().append(subject.channel(), Drafts.text("after"), AppendOptions.NONE));
        subject.patience().rest();
        assertEquals(calls, ear.heard().calls());
    }

    /** {@code Broker}: whatever happens, an append has one of the four outcomes. */
    @Test
    default void an_append_that_a_close_overtakes_has_an_outcome() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Queue<CompletionStage<Appended>> stages = new ConcurrentLinkedQueue<>();
        AtomicBoolean closed = new AtomicBoolean();
        subject.patience().together(4, thread -> {
            if (thread == 0) {
                subject.patience().until(() -> "appends begin", () -> stages.size() > 20);
                subject.broker().close();
                closed.set(true);
            }
            int afterwards = 20;
            for (int i = 0; i < 20_000 && afterwards > 0; i++) {
                stages.add(subject.broker().append(subject.channel(), Drafts.text("text"), AppendOptions.NONE));
                afterwards -= closed.get() ? 1 : 0;
            }
        });
        for (CompletionStage<Appended> stage : stages) {
            Throwable failure = subject.patience().outcome("an append during a close", stage);
            assertTrue(isDocumented(failure), () -> "failed with " + failure);
        }
    }

    private static boolean isDocumented(@Nullable Throwable failure) {
        return failure == null
                || failure instanceof PublishException.Rejected
                || failure instanceof PublishException.BrokerUnavailable
                || failure instanceof PublishException.OutcomeUnknown;
    }
}
