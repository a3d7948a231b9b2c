package dev.realtime.jakarta;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.ServerMetrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/realtime/metrics}: the server's numbers, for those whom it lets, with the credentials and the origin rule of the
 * stream. A token in the handshake has no place here. Thread-safe.
 */
final class MetricsPath implements PathServlet.Path {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final List<String> ORDER = List.of(
            "activeConnections",
            "totalConnections",
            "eventsDelivered",
            "eventsByService",
            "errorCount",
            "compressedMessages",
            "compressions",
            "missedEventsReplayed",
            "batches",
            "gaps",
            "slowConsumers",
            "encodings",
            "latency",
            "closed",
            "connectionPoolStats");

    private final RealtimeServer server;

    MetricsPath(RealtimeServer server) {
        this.server = server;
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            PathServlet.answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "only GET here");
            return;
        }
        Admission admission = server.admit(Handshakes.read(request, List.of()));
        if (admission instanceof Admission.Refused refused) {
            Handshakes.refuse(response, refused);
        } else if (admission instanceof Admission.Admitted admitted) {
            tell(admitted.identity(), response);
        }
    }

    /** The components of the records are the members, in order; what was delivered stands among those of the server. */
    private static ObjectNode flat(ServerMetrics metrics) {
        ObjectNode all = MAPPER.valueToTree(metrics);
        ObjectNode delivery = all.withObject("/delivery");
        all.remove("delivery");
        all.setAll(delivery);
        all.put("eventsDelivered", metrics.delivery().eventsDelivered());
        ObjectNode json = MAPPER.createObjectNode();
        ORDER.forEach(name -> json.set(name, all.remove(name)));
        return json.setAll(all); // what has no place in the order yet
    }

    private void tell(@Nullable Identity identity, HttpServletResponse response) throws IOException {
        if (identity == null) {
            Handshakes.refuse(response, new Admission.Refused(401, null, "no credentials"));
            return;
        }
        Optional<ServerMetrics> metrics = server.metricsFor(identity);
        if (metrics.isEmpty()) {
            Handshakes.refuse(response, new Admission.Refused(403, null, "not for you"));
            return;
        }
        byte[] json = MAPPER.writeValueAsBytes(flat(metrics.get()));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
