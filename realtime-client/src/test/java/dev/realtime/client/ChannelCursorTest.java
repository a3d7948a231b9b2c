package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ChannelCursor.Verdict;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Protocol rule P10, branch by branch, and the heads of P14. */
class ChannelCursorTest {
    private final ChannelCursor cursor = new ChannelCursor("finance", at("e", 40));

    ChannelCursorTest() {
        cursor.await(0);
        cursor.isAnsweredBy(0);
        cursor.started(0);
    }

    @Test
    void aRangeThatFollowsThePositionIsTaken() {
        assertEquals(Verdict.TAKE, cursor.judge(range("e", "e", 40, 41)));
    }

    @Test
    void anEmptyRangeThatFollowsThePositionIsTaken() {
        assertEquals(Verdict.TAKE, cursor.judge(range("e", "e", 40, 40)));
    }

    @Test
    void aForkOfThePositionsEpochIsTaken() {
        assertEquals(Verdict.TAKE, cursor.judge(range("e", "f", 40, 40)));
        assertEquals(Verdict.TAKE, cursor.judge(range("e", "f", 40, 43)));
    }

    @Test
    void aForkElsewhereIsALoss() {
        assertEquals(Verdict.LOST, cursor.judge(range("e", "f", 39, 41)));
        assertEquals(Verdict.LOST, cursor.judge(range("d", "f", 40, 41)));
        assertEquals(Verdict.LOST, cursor.judge(range("d", "e", 40, 41)));
    }

    @Test
    void aRangeUpToThePositionIsADuplicate() {
        assertEquals(Verdict.DUPLICATE, cursor.judge(range("e", "e", 39, 40)));
        assertEquals(Verdict.DUPLICATE, cursor.judge(range("d", "e", 7, 8)));
    }

    @Test
    void aRangeOverThePositionIsTakenFromThePositionOn() {
        ServerMessage.Range range = range("e", "e", 38, 42);
        assertEquals(Verdict.TAKE, cursor.judge(range));
        assertEquals(
                List.of(41L, 42L),
                cursor.above(range).stream().map(ServerMessage.Entry::seq).toList());
    }

    @Test
    void aRangeBeyondThePositionIsALoss() {
        assertEquals(Verdict.LOST, cursor.judge(range("e", "e", 41, 42)));
    }

    @Test
    void afterAnAnnouncedGapEverythingElseIsALossAndSoIsSilence() { // also where a position beyond the head hides it
        cursor.expectGap();
        assertEquals(Verdict.LOST, cursor.judge(range("e", "e", 7, 8)));
        assertEquals(Verdict.LOST, cursor.judge(at("e", 8)));
        assertFalse(cursor.isBehindAgain(at("e", 8)));
        assertTrue(cursor.isBehindAgain(at("e", 8)));
        cursor.moveTo(at("e", 8));
        assertEquals(Verdict.TAKE, cursor.judge(range("e", "e", 8, 9)));
    }

    @Test
    void anotherEpochIsALossWhateverTheNumbers() {
        assertEquals(Verdict.LOST, cursor.judge(range("f", "f", 40, 41)));
        assertEquals(Verdict.LOST, cursor.judge(range("f", "f", 1, 2)));
    }

    @Test
    void aMessageWithoutAPositionToCompareIsALoss() {
        ChannelCursor fresh = new ChannelCursor("finance", null);
        fresh.started(0);
        assertEquals(Verdict.LOST, fresh.judge(range("e", "e", 0, 1)));
    }

    @Test
    void messagesDoNotCountWhileARequestIsUnanswered() {
        cursor.await(3);
        assertEquals(Verdict.DROP, cursor.judge(range("e", "e", 40, 41)));
        assertFalse(cursor.isBehindAgain(at("e", 50)));
    }

    @Test
    void onlyTheLatestRequestIsAwaited() {
        cursor.await(3);
        cursor.await(4);
        assertFalse(cursor.isAnsweredBy(3));
        assertTrue(cursor.isAnsweredBy(4));
    }

    @Test
    void messagesDoNotCountWhileTheServiceIsRefused() {
        cursor.await(3);
        cursor.isAnsweredBy(3);
        cursor.refused(0);
        assertEquals(Verdict.DROP, cursor.judge(range("e", "e", 40, 41)));
    }

    @Test
    void theSecondLossAtAPositionWithinAMinuteStartsOver() {
        cursor.lost(0, false);
        assertEquals(at("e", 40), cursor.resumeFrom());
        cursor.lost(Duration.ofSeconds(60).toNanos(), false);
        assertNull(cursor.resumeFrom());
        assertEquals(at("e", 40), cursor.position());
        cursor.moveTo(at("e", 70));
        assertEquals(at("e", 70), cursor.resumeFrom());
    }

    @Test
    void theSecondLossAfterAMinuteOrElsewhereDoesNotStartOver() {
        cursor.lost(0, false);
        cursor.lost(Duration.ofSeconds(61).toNanos(), false);
        assertFalse(cursor.isStartingOver());
        cursor.moveTo(at("e", 41));
        cursor.lost(Duration.ofSeconds(62).toNanos(), false);
        assertFalse(cursor.isStartingOver());
    }

    @Test
    void theMinuteOfALossCountsFromTheLossAndNotFromTheClocksOrigin() {
        long now = Duration.ofHours(3).toNanos();
        cursor.lost(now, false);
        cursor.lost(now + 1, false);
        assertTrue(cursor.isStartingOver());
    }

    @Test
    void theSecondLossThatPingsTellStartsOverHoweverFarApartTheyAre() {
        cursor.lost(0, true);
        cursor.lost(Duration.ofMinutes(10).toNanos(), true);
        assertTrue(cursor.isStartingOver());
    }

    @Test
    void behindAHeadInTwoPingsIsALoss() {
        assertFalse(cursor.isBehindAgain(at("e", 41)));
        assertTrue(cursor.isBehindAgain(at("e", 41)));
    }

    @Test
    void behindAHeadOfAnotherEpochInTwoPingsIsALoss() {
        assertFalse(cursor.isBehindAgain(at("f", 3)));
        assertTrue(cursor.isBehindAgain(at("f", 3)));
    }

    @Test
    void anyMessageBetweenThePingsIsASignOfLife() {
        cursor.isBehindAgain(at("e", 41));
        cursor.judge(range("e", "e", 39, 40));
        assertFalse(cursor.isBehindAgain(at("e", 41)));
        cursor.moveTo(at("e", 41)); // a gap
        assertFalse(cursor.isBehindAgain(at("e", 42)));
        assertTrue(cursor.isBehindAgain(at("e", 42)));
    }

    @Test
    void aHeadThatIsNotAboveThePositionIsIgnored() {
        cursor.isBehindAgain(at("e", 40));
        assertFalse(cursor.isBehindAgain(at("e", 12)));
        assertFalse(cursor.isBehindAgain(at("e", 40)));
    }

    private static Position at(String epoch, long seq) {
        return new Position(epoch, seq);
    }

    private static ServerMessage.Range range(String from, String epoch, long after, long seq) {
        List<ServerMessage.Entry> entries = LongStream.rangeClosed(after + 1, seq)
                .mapToObj(n -> new ServerMessage.Entry(n, Instant.EPOCH, Map.of(), List.of(), List.of()))
                .toList();
        return new ServerMessage.Range("finance", epoch, from, after, seq, entries);
    }
}
