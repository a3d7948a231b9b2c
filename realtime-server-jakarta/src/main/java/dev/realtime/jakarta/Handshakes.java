package dev.realtime.jakarta;

import dev.realtime.core.server.Admission;
import dev.realtime.core.server.UpgradeRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between HTTP and the server's words: what a request says, and how a refusal looks (protocol rules P1 and P2). */
final class Handshakes {
    private static final String TOKEN_PARAMETER = "access_token";

    private Handshakes() {}

    static UpgradeRequest read(HttpServletRequest request, List<String> subprotocols) {
        return new UpgradeRequest(
                origin(request),
                host(request),
                request.getHeader("Authorization"),
                subprotocols,
                queryToken(request.getQueryString()));
    }

    /** The entries of all {@code Sec-WebSocket-Protocol} headers. */
    static List<String> subprotocols(HttpServletRequest request) {
        List<String> entries = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
            for (String entry : header.split(",", -1)) {
                if (!entry.isBlank()) {
                    entries.add(entry.trim());
                }
            }
        }
        return entries;
    }

    /** The origin; several are joined, which is no origin at all and never allowed. */
    private static @Nullable String origin(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        return origins.isEmpty() ? null : String.join(", ", origins);
    }

    /** The host; HTTP/2 may have it in {@code :authority} only. */
    private static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host != null ? host : request.getServerName() + ":" + request.getServerPort();
    }

    /**
     * The first {@code access_token} of a query. Not {@code getParameter}, which reads bodies as well. A plus sign stays one:
     * Base64 has it, and only forms mean a space by it.
     */
    static @Nullable String queryToken(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (decode(name).equals(TOKEN_PARAMETER)) {
                return equals < 0 ? "" : decode(parameter.substring(equals + 1));
            }
        }
        return null;
    }

    /** Percent-decodes; what cannot be decoded is empty, and an empty token is a bad one. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static void refuse(HttpServletResponse response, Admission.Refused refused) throws IOException {
        if (refused.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (refused.retryAfter() != null) {
            long seconds = Math.max(1, refused.retryAfter().toSeconds());
            response.setHeader("Retry-After", Long.toString(seconds));
        }
        PathServlet.answer(response, refused.status(), refused.reason());
    }
}
