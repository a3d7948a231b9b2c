package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.load.Dialect;
import dev.realtime.benchmarks.load.RawDialect;
import dev.realtime.benchmarks.load.RealtimeDialect;
import dev.realtime.benchmarks.target.NioTarget;
import dev.realtime.benchmarks.target.OurTarget;
import dev.realtime.benchmarks.target.RawTarget;
import dev.realtime.benchmarks.workload.Launcher;
import dev.realtime.benchmarks.workload.Subject;
import java.util.List;
import java.util.stream.Stream;

/** The servers under test: this library, the bare loops, and others. A new one is one line here. */
final class Subjects {
    static final int EACH = 64; // events under way where each is sent for itself
    static final int TOGETHER = 1_600; // where events are put together

    private static final Dialect RAW = new RawDialect();

    private Subjects() {}

    /** This library: {@code encodings} is {@code text}, {@code gzip}, {@code binary} or {@code binary+gzip}. */
    static Subject ours(String container, String encodings) {
        String[] listed = encodings.equals("text") ? new String[0] : encodings.split("\\+", -1);
        return new Subject(
                "ours " + container + " " + encodings,
                Launcher.java(OurTarget.class),
                List.of("--container", container),
                new RealtimeDialect(listed),
                TOGETHER);
    }

    /** The bare loop on a container: {@code mode} is {@code event-text}, {@code event-binary}, {@code batch} or {@code batch+gzip}. */
    static Subject raw(String container, String mode) {
        Subject subject = new Subject(
                "raw " + container + " " + mode,
                Launcher.java(RawTarget.class),
                List.of("--container", container),
                RAW,
                mode.startsWith("batch") ? TOGETHER : EACH);
        return mode(subject, mode);
    }

    /** This library with a fixed window. */
    static Subject ours(String container, String encodings, int windowMillis) {
        return ours(container, encodings)
                .with("--window", Integer.toString(windowMillis))
                .named("window " + windowMillis);
    }

    /** The bare loop that sends what a fixed window has gathered. */
    static Subject raw(String container, int windowMillis) {
        return raw(container, "batch")
                .with("--batch", "100", "--window", Integer.toString(windowMillis))
                .named("window " + windowMillis);
    }

    /** The bare loop without a container: {@code mode} is {@code event}, {@code batch} or {@code batch+gzip}. */
    static Subject nio(String mode) {
        int underWay = mode.startsWith("batch") ? TOGETHER : EACH;
        return mode(new Subject("nio " + mode, Launcher.java(NioTarget.class), List.of(), RAW, underWay), mode);
    }

    private static Subject mode(Subject subject, String mode) {
        return mode.endsWith("+gzip")
                ? subject.with("--mode", mode.substring(0, mode.indexOf('+')), "--gzip")
                : subject.with("--mode", mode);
    }

    /** Others, which need to be installed; one that is not is left out. */
    static Stream<Subject> peers() {
        return Peers.all();
    }
}
