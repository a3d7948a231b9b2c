package dev.realtime.testkit;

import java.time.Duration;

/**
 * A fault on the way between a client and its server, as a value: a list of them is a plan that can be drawn, printed, shortened and
 * run again. Everything here happens on TCP; what does not is in {@link Unrealistic}. Immutable.
 */
public sealed interface Fault {
    /**
     * Has it happen.
     *
     * @param link to whom
     */
    void strike(Link link);

    /** See {@link Link#cut}. */
    record Cut() implements Fault {
        @Override
        public void strike(Link link) {
            link.cut();
        }
    }

    /**
     * See {@link Link#close}.
     *
     * @param code the close code, 1000 to 4999
     */
    record Close(int code) implements Fault {
        @Override
        public void strike(Link link) {
            link.close(code);
        }
    }

    /** See {@link Link#halfOpen()}. */
    record HalfOpen() implements Fault {
        @Override
        public void strike(Link link) {
            link.halfOpen();
        }
    }

    /**
     * See {@link Link#halfOpen(Way)}.
     *
     * @param way which is dead
     */
    record HalfOpenOneWay(Way way) implements Fault {
        @Override
        public void strike(Link link) {
            link.halfOpen(way);
        }
    }

    /** See {@link Link#switchNetwork}. */
    record SwitchNetwork() implements Fault {
        @Override
        public void strike(Link link) {
            link.switchNetwork();
        }
    }

    /**
     * See {@link Link#clog}.
     *
     * @param way where nothing gets through
     */
    record Clog(Way way) implements Fault {
        @Override
        public void strike(Link link) {
            link.clog(way);
        }
    }

    /**
     * See {@link Link#delay}.
     *
     * @param min the shortest
     * @param max the longest
     */
    record Delay(Duration min, Duration max) implements Fault {
        @Override
        public void strike(Link link) {
            link.delay(min, max);
        }
    }

    /**
     * See {@link Link#bandwidth}.
     *
     * @param bytesPerSecond at least 1
     */
    record Bandwidth(long bytesPerSecond) implements Fault {
        @Override
        public void strike(Link link) {
            link.bandwidth(bytesPerSecond);
        }
    }

    /**
     * See {@link Link#slice}.
     *
     * @param bytes of a slice, at least 1
     */
    record Slice(int bytes) implements Fault {
        @Override
        public void strike(Link link) {
            link.slice(bytes);
        }
    }

    /**
     * See {@link Link#pauseReading}.
     *
     * @param duration how long
     */
    record PauseReading(Duration duration) implements Fault {
        @Override
        public void strike(Link link) {
            link.pauseReading(duration);
        }
    }

    /**
     * See {@link Link#refuse}.
     *
     * @param times how many upgrades
     * @param status the HTTP status
     */
    record Refuse(int times, int status) implements Fault {
        @Override
        public void strike(Link link) {
            link.refuse(times, status);
        }
    }
}
