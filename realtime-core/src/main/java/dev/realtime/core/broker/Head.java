package dev.realtime.core.broker;

import dev.realtime.core.Position;
import org.jspecify.annotations.Nullable;

/**
 * The newest position of a channel, and what its epoch forked from (protocol rule D5).
 *
 * @param position the newest position; {@code (epoch, 0)} for an empty channel
 * @param ancestor the last position of the earlier epoch that this epoch goes on from, or null. Positions of that epoch up to
 *     it are still valid; those beyond it are lost
 */
public record Head(Position position, @Nullable Position ancestor) {}
