package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.schedule.SerialQueue;
import org.junit.jupiter.api.Test;

/** A copy of a remote log that opens, and catches up, while others publish (architecture, section 7). */
class FollowedLogInterleavingTest {
    private static final Position START = new Position("e", 0);

    /** A broker elsewhere, and the copy that follows it. */
    private static final class Stage {
        final Tasks tasks = new Tasks();
        final RemoteLog remote = new RemoteLog(tasks, START);
        final FollowedLog copy;

        Stage() {
            RetentionWatch watch = new RetentionWatch(Retention.DEFAULT, tasks);
            FollowedLog.Lane lane = new FollowedLog.Lane(new SerialQueue(tasks), () -> {});
            copy = new FollowedLog(Room.FINANCE, remote, watch, tasks, lane);
        }

        void publish() {
            Publication publication = remote.append();
            copy.onPublication(publication);
            tasks.runAll();
        }

        void open() {
            copy.open();
            tasks.runAll();
        }
    }

    @Test
    @Mutant(
            value = "a copy forgets what came before it was open",
            of = FollowedLog.class,
            right = "scheduleHeadCheck(); drainWaiting();",
            wrong = "scheduleHeadCheck();")
    void what_is_published_between_the_first_read_and_its_answer_is_not_missed() {
        explore(() -> {
            Stage stage = new Stage();

            together(stage::open, stage::publish);
            stage.tasks.runAll();

            assertTrue(stage.copy.known() != null, "the copy never opens");
            assertEquals(stage.remote.head(), stage.copy.head(), "the copy stands still behind the broker");
        });
    }

    @Test
    @Mutant(
            value = "a copy forgets what came while it read",
            of = FollowedLog.class,
            right = "reading = false; drainWaiting();",
            wrong = "reading = false;")
    void what_is_published_while_a_hole_is_read_is_not_missed_and_nothing_comes_twice() {
        explore(() -> {
            Stage stage = new Stage();
            stage.open();
            stage.remote.append(); // and the feed loses it

            together(stage::publish, stage::publish);
            stage.tasks.runAll();

            assertEquals(stage.remote.head(), stage.copy.head(), "the copy stands still behind the broker");
            assertEquals(3, Room.count(stage.copy.buffer(), START), "publications in the copy");
        });
    }
}
