package dev.realtime.core.server;

import static dev.realtime.core.server.PlayedLog.at;
import static dev.realtime.core.server.PlayedLog.batch;
import static dev.realtime.core.server.PlayedLog.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Slice;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Where a cursor stands that a copy of a log does not reach back to: the broker is asked. The copy stands at A.5. */
class FollowedSettleTest {
    private static final List<String> NOTHING = List.of();

    private final PlayedLog played = new PlayedLog().openAt(5);

    private static Position end(CompletableFuture<Slice> settled) {
        return assertInstanceOf(Slice.Found.class, settled.getNow(null)).range().end();
    }

    @Test
    void cursors_of_one_place_share_a_read_and_those_of_others_have_their_own() {
        CompletableFuture<Slice> one = played.settle(1);
        CompletableFuture<Slice> two = played.settle(2);
        CompletableFuture<Slice> three = played.settle(3);
        CompletableFuture<Slice> twoToo = played.settle(2);
        assertEquals(List.of("A.1"), played.asked());
        played.answer(batch(head("A", 5), 2, 3));
        assertEquals(at("A", 3), end(one));
        assertFalse(two.isDone());
        assertEquals(List.of("A.2"), played.asked());
        played.answer(batch(head("A", 5), 3, 4));
        assertEquals(List.of(at("A", 4), at("A", 4)), List.of(end(two), end(twoToo)));
        assertEquals(List.of("A.3"), played.asked());
        played.answer(batch(head("A", 5), 4, 5));
        assertEquals(at("A", 5), end(three));
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_cursor_that_cannot_be_settled_is_told_why_and_the_next_one_is_looked_for() {
        CompletableFuture<Slice> one = played.settle(1);
        CompletableFuture<Slice> two = played.settle(2);
        IllegalStateException down = new IllegalStateException("down");
        played.fail(down);
        assertEquals(down, assertThrows(CompletionException.class, one::join).getCause());
        assertEquals(List.of("A.2"), played.asked());
        played.answer(null);
        assertEquals(
                "the broker gave no answer",
                assertThrows(CompletionException.class, two::join).getCause().getMessage());
    }

    @Test
    void a_cursor_that_is_settled_beyond_the_log_has_the_log_catch_up() {
        CompletableFuture<Slice> one = played.settle(1);
        played.answer(batch(head("A", 7), 2, 7));
        assertEquals(at("A", 7), end(one));
        assertEquals(List.of("A.5"), played.asked());
    }

    @Test
    void D5_a_cursor_is_settled_when_the_log_has_followed_into_the_new_epoch() {
        Head forked = new Head(at("B", 5), at("A", 5));
        CompletableFuture<Slice> one = played.settle(1);
        played.answer(batch(forked, 2, 5));
        assertFalse(one.isDone());
        assertEquals(List.of("A.5"), played.asked());
        played.answer(batch(forked));
        assertEquals(forked, played.log.head());
        assertEquals(List.of("A.1"), played.asked());
        played.answer(batch(forked, 2, 5));
        assertEquals(at("A", 5), end(one));
        assertEquals(NOTHING, played.asked());
    }
}
