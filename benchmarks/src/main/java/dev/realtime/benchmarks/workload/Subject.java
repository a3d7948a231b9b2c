package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Dialect;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server under test: how it is started and spoken to. Immutable.
 *
 * @param name of its row
 * @param launcher starts it
 * @param options what it is always started with
 * @param dialect how to speak to it
 * @param underWay how many events may be under way where it is saturated: 64 for who sends each event for itself, 1,600 for who puts events
 *     together
 */
public record Subject(String name, Launcher launcher, List<String> options, Dialect dialect, int underWay) {
    /** Keeps a copy. */
    public Subject {
        options = List.copyOf(options);
    }

    /** The same with more options. */
    public Subject with(String... more) {
        return new Subject(
                name, launcher, Stream.concat(options.stream(), Stream.of(more)).toList(), dialect, underWay);
    }

    /** The same under a longer name. */
    public Subject named(String more) {
        return new Subject(name + " " + more, launcher, options, dialect, underWay);
    }

    /** The same with another bound for what is under way. */
    public Subject underWay(int most) {
        return new Subject(name, launcher, options, dialect, most);
    }
}
