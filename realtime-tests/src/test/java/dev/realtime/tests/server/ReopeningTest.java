package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Batching;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.transport.Frame;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F1.4, F1.7: somebody comes back just while a channel is being closed, because closing the application's bus takes its time. */
class ReopeningTest {
    private Runnable meanwhile = () -> {};
    private final SlowBroker broker =
            new SlowBroker(new InMemoryBroker(Retention.DEFAULT, ManualScheduler.inOrder(), new Random(1)));
    private final Stage stage =
            new Stage(options -> options.broker(broker).upstream((channel, sink) -> () -> meanwhile.run()));
    private final HandheldTransport back = new HandheldTransport();

    private void comeBack(String more) {
        stage.server
                .open(back, new Admission.Admitted(Identity.of("acme", "maria"), null))
                .onFrame(Frame.text(json("{'version':1,'services':['finance']" + more + "}")));
        stage.settle();
    }

    @Test
    void F1_7_what_is_published_while_the_channel_is_closed_reaches_who_came_back_meanwhile() {
        RawClient first = stage.finance("");
        Position one = stage.publish("one");
        first.close(1000);
        meanwhile = () -> {
            meanwhile = () -> {};
            comeBack(",'positions':{'finance':{'epoch':'" + one.epoch() + "','seq':1}}");
        };
        broker.onRemoved = () -> stage.server.publish(FINANCE, Event.of("t", "two"));
        stage.advance(Duration.ofSeconds(15));
        back.completeAll();
        stage.settle();
        back.completeAll();
        List<String> texts = back.take();
        assertEquals(2, texts.size(), texts::toString);
        assertTrue(texts.get(1).contains(json("'after':1,'seq':2,")), texts::toString);
    }

    @Test
    void F1_8_a_window_of_before_ends_while_the_channel_is_opened_again() {
        Stage windows = new Stage(options -> options.broker(broker)
                .grace(Duration.ZERO)
                .upstream((channel, sink) -> () -> meanwhile.run())
                .channels(channel -> ChannelOptions.DEFAULT.batching(Batching.fixed(Duration.ofMillis(50), 100))));
        RawClient first = windows.finance("");
        windows.publish("one");
        meanwhile = () -> {
            meanwhile = () -> {};
            broker.hold();
            windows.server
                    .open(back, new Admission.Admitted(Identity.of("acme", "maria"), null))
                    .onFrame(Frame.text(json("{'version':1,'services':['finance']}")));
            windows.settle();
        };
        first.close(1000);
        windows.advance(Duration.ofMillis(50)); // the window of the publication ends; a task that throws fails the test
        broker.release();
        windows.settle();
        back.completeAll();
        windows.publish("two");
        windows.advance(Duration.ofMillis(50));
        back.completeAll();
        List<String> texts = back.take();
        assertTrue(texts.get(1).contains("two"), texts::toString);
    }

    @Test
    void F1_4_a_channel_that_is_wanted_again_while_it_is_closed_is_opened_again() {
        stage.finance("").close(1000);
        meanwhile = () -> {
            meanwhile = () -> {};
            comeBack("");
        };
        stage.advance(Duration.ofSeconds(15));
        back.completeAll();
        stage.publish("one");
        back.completeAll();
        assertEquals(2, back.take().size());
        assertEquals(1, stage.server.metrics().connectionPoolStats().totalSubscriptions());
    }
}
