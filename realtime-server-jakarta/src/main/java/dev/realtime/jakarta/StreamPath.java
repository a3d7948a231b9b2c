package dev.realtime.jakarta;

import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;

/** {@code /v2/realtime/stream}: admits or refuses while HTTP still has statuses for it, then upgrades. Thread-safe. */
final class StreamPath implements PathServlet.Path {
    private static final int UPGRADE_REQUIRED = 426;

    private final RealtimeServer server;
    private final Upgrade upgrade;

    StreamPath(RealtimeServer server, Upgrade upgrade) {
        this.server = server;
        this.upgrade = upgrade;
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (!asksForWebSocket(request)) {
            response.setHeader("Upgrade", "websocket");
            PathServlet.answer(response, UPGRADE_REQUIRED, "only WebSockets here");
            return;
        }
        Admission admission = server.admit(Handshakes.read(request, Handshakes.subprotocols(request)));
        if (admission instanceof Admission.Refused refused) {
            Handshakes.refuse(response, refused);
        } else if (admission instanceof Admission.Admitted admitted) {
            upgrade.perform(request, response, new Ticket(server, admitted));
        }
    }

    private static boolean asksForWebSocket(HttpServletRequest request) {
        if (request.getMethod().equals("CONNECT")) {
            return true; // RFC 8441: the container has seen to it that it means a WebSocket
        }
        return request.getMethod().equals("GET")
                && Collections.list(request.getHeaders("Upgrade")).stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
    }
}
