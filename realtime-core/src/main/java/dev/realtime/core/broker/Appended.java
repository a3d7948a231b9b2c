package dev.realtime.core.broker;

import dev.realtime.core.Position;

/**
 * Where a publication stands.
 *
 * @param position its position; of the first append when the key was seen before
 * @param duplicate whether the idempotency key was seen before, so that nothing was appended
 */
public record Appended(Position position, boolean duplicate) {}
