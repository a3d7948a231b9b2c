package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.backoff.BackoffPolicy;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.Resume;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to its server, and when it tries.
 *
 * @param services what it subscribes
 * @param positions where services go on
 * @param filter which publications it wants at first
 * @param encoding how it takes its frames
 * @param backoff the delays between attempts
 * @param random their spread, and the name of the instance
 * @param reportInterval how often to tell the server how far the handlers are, or null for with each pong
 */
record Setup(
        List<String> services,
        Map<String, Position> positions,
        Filter filter,
        Encoding encoding,
        BackoffPolicy backoff,
        RandomGenerator random,
        @Nullable Duration reportInterval) {
    private static final String CLIENT = "realtime-java/0.1";

    Map<String, ChannelCursor> cursors() {
        Map<String, ChannelCursor> cursors = new LinkedHashMap<>();
        for (String service : services) {
            cursors.put(service, new ChannelCursor(service, positions.get(service)));
        }
        return cursors;
    }

    /** What makes the handshakes of one client: they all name the same instance, 128 random bits (protocol rule P4). */
    BiFunction<Resume, Filter, ClientMessage.Handshake> handshake() {
        HexFormat hex = HexFormat.of();
        String instance = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
        return (resume, wanted) ->
                new ClientMessage.Handshake(services, resume, wanted, encoding, null, CLIENT, instance, true);
    }
}
