package dev.realtime.core.server;

import dev.realtime.core.Identity;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the application sees it. Immutable.
 *
 * @param id names it in logs; 128 random bits, no secret
 * @param identity whom it belongs to
 * @param client name and version that the client gave, or null; not to be trusted
 */
public record ConnectionInfo(
        String id, Identity identity, @Nullable String client) {}
