package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Protocol rule P14: nothing received for two heartbeats. */
class SilenceTest {
    private final ManualTime time = new ManualTime();
    private int silences;
    private final Silence silence = new Silence(new QueueClock(time), () -> silences++);

    /** Watches from 7 s after the origin of the clock on. */
    private void watch(long heartbeatMs) {
        time.advance(Duration.ofSeconds(7));
        silence.heard();
        silence.watch(heartbeatMs);
    }

    private void assertSilentAfter(Duration limit) {
        time.advance(limit.minusMillis(1));
        assertEquals(0, silences);
        time.advance(Duration.ofMillis(1));
        assertEquals(1, silences);
    }

    @Test
    void twoHeartbeatsWithoutAFrameAreSilenceAndToldOnce() {
        watch(1_000);
        assertSilentAfter(Duration.ofSeconds(2));
        time.advance(Duration.ofHours(1));
        assertEquals(1, silences);
    }

    @Test
    void aFramePutsItOff() {
        watch(1_000);
        time.advance(Duration.ofMillis(1_500));
        silence.heard();
        assertSilentAfter(Duration.ofSeconds(2));
    }

    @Test
    void whoStopsHearsNothing() {
        watch(1_000);
        silence.stop();
        time.advance(Duration.ofHours(1));
        assertEquals(0, silences);
    }

    @Test
    void aHeartbeatOfAServerIsTakenWithinReason() {
        watch(1);
        assertSilentAfter(Duration.ofMillis(200));
        silences = 0;
        watch(Long.MAX_VALUE);
        assertSilentAfter(Duration.ofHours(2));
    }
}
