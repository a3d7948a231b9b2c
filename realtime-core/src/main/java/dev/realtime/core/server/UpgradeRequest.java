package dev.realtime.core.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP request that asks for a WebSocket says, as far as the server looks at it (protocol rules P1 to P3). Adapters fill
 * it in as it came; its text form holds no credentials.
 *
 * @param origin the {@code Origin} header, or null when absent
 * @param host the {@code Host} header, or null when absent
 * @param authorization the {@code Authorization} header, or null when absent
 * @param subprotocols the entries of {@code Sec-WebSocket-Protocol}, in order
 * @param queryToken the query parameter {@code access_token}, decoded, or null when absent
 */
public record UpgradeRequest(
        @Nullable String origin,
        @Nullable String host,
        @Nullable String authorization,
        List<String> subprotocols,
        @Nullable String queryToken) {
    /** Keeps a copy of the subprotocols. */
    public UpgradeRequest {
        subprotocols = List.copyOf(subprotocols);
    }

    /** Shows origin and host only. */
    @Override
    public String toString() {
        return "UpgradeRequest[origin=" + origin + ", host=" + host + "]";
    }
}
