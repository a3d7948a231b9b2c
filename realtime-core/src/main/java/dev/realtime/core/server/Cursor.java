package dev.realtime.core.server;

import dev.realtime.core.Position;

/**
 * Where a subscription stands in the log. Immutable.
 *
 * @param told what the client knows
 * @param scanned what has been looked at for it; ahead of {@code told} while the filter lets nothing pass
 */
record Cursor(Position told, Position scanned) {
    static Cursor at(Position position) {
        return new Cursor(position, position);
    }

    boolean isWithholding() {
        return !told.equals(scanned);
    }
}
