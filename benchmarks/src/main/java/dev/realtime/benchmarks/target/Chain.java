package dev.realtime.benchmarks.target;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endless list that only its newest link holds on to: each reader stands at a link and goes on from there, and what all have passed is
 * collected. One thread at a time appends, any number read.
 */
final class Chain<T> {
    /** A link. */
    static final class Link<T> {
        private final T value;
        private final @Nullable Link<T> joins; // where another chain goes on behind this link
        private volatile @Nullable Link<T> next;

        private Link(T value, @Nullable Link<T> joins) {
            this.value = value;
            this.joins = joins;
        }

        T value() {
            return value;
        }

        /** The next link, or null when there is none yet. */
        @Nullable Link<T> next() {
            Link<T> other = joins;
            return other == null ? next : other.next();
        }
    }

    private volatile Link<T> newest;

    /** A chain with a first link that no reader gets. */
    Chain(T first) {
        newest = new Link<>(first, null);
    }

    void append(T value) {
        Link<T> link = new Link<>(value, null);
        newest.next = link;
        newest = link;
    }

    Link<T> newest() {
        return newest;
    }

    /** A link before some values that are only for one reader, who then goes on behind a link of the chain. */
    static <T> Link<T> before(List<T> values, Link<T> then) {
        Link<T> first = then;
        for (int i = values.size() - 1; i >= 0; i--) {
            boolean last = i == values.size() - 1;
            Link<T> link = new Link<>(values.get(i), last ? then : null);
            link.next = last ? null : first;
            first = link;
        }
        if (values.isEmpty()) {
            return then;
        }
        Link<T> head = new Link<>(values.get(0), null);
        head.next = first;
        return head;
    }
}
