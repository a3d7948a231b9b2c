package dev.realtime.core.broker;

import org.jspecify.annotations.Nullable;

/**
 * How to append.
 *
 * @param idempotencyKey the same key of the same channel within 2 minutes is appended once (F1.19); null appends always
 */
public record AppendOptions(@Nullable String idempotencyKey) {
    /** Append always. */
    public static final AppendOptions NONE = new AppendOptions(null);
}
