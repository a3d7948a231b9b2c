package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.testkit.ManualScheduler;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Protocol rules P1 to P3: the HTTP request that asks for a WebSocket. The input is the request's head: the query in the first line,
 * then {@code name: value}. The token {@code maria@acme} is good; {@code https://app.example.com} may connect.
 */
class UpgradeFuzzTest {
    private static final String GOOD = "maria@acme";
    private static final String ALLOWED = "https://app.example.com";
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 503);

    private record Header(String name, String value) {}

    @FuzzTest(maxDuration = "1m")
    void any_head(byte[] head) {
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\n", -1);
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).trim()));
            }
        }
        HttpServletRequest request = request(lines[0], headers);
        UpgradeRequest read = Handshakes.read(request, Handshakes.subprotocols(request));
        check(read);
    }

    private static HttpServletRequest request(String query, List<Header> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                UpgradeFuzzTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getQueryString" -> query.startsWith("?") ? query.substring(1) : null;
                    case "getHeader" ->
                        values(headers, arguments[0]).stream().findFirst().orElse(null);
                    case "getHeaders" -> Collections.enumeration(values(headers, arguments[0]));
                    case "getServerName" -> "localhost";
                    case "getServerPort" -> 8080;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static List<String> values(List<Header> headers, Object name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase((String) name))
                .map(Header::value)
                .toList();
    }

    private static void check(UpgradeRequest request) {
        List<String> seen = new ArrayList<>(); // tokens that the authenticator was asked for
        ManualScheduler time = ManualScheduler.inOrder();
        RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> {
                    seen.add(token);
                    return token.equals(GOOD) ? Optional.of(Identity.of("acme", "maria")) : Optional.empty();
                })
                .authorizer((identity, service) -> true)
                .allowedOrigins(ALLOWED)
                .scheduler(time)
                .random(new Random(1))
                .build();
        Admission admission = server.admit(request);
        assertTrue(seen.size() <= 1, "a bad token in one place is not helped by another one");
        assertTrue(seen.stream().allMatch(token -> isSomewhere(request, token)));
        assertTrue(seen.isEmpty() || isAllowed(request), "a stranger's page has a token looked at");
        if (admission instanceof Admission.Admitted admitted) {
            assertTrue(isAllowed(request), () -> "origin " + request.origin() + " at " + request.host());
            assertEquals(seen.contains(GOOD), admitted.identity() != null);
            assertEquals(request.subprotocols().contains("realtime.v1") ? "realtime.v1" : null, admitted.subprotocol());
        } else if (admission instanceof Admission.Refused refused) {
            assertTrue(REFUSALS.contains(refused.status()));
            assertFalse(refused.reason().contains(GOOD));
            assertTrue(refused.closeCode() >= 1_013);
        }
        assertNotNull(request.toString());
        server.close();
        assertEquals(0, time.timers());
    }

    private static boolean isSomewhere(UpgradeRequest request, String token) {
        String authorization = request.authorization();
        return (authorization != null && authorization.endsWith(token))
                || request.subprotocols().contains("bearer." + token)
                || token.equals(request.queryToken());
    }

    /** Written down once more, in other words. */
    private static boolean isAllowed(UpgradeRequest request) {
        if (request.origin() == null) {
            return true;
        }
        String origin = request.origin().toLowerCase(Locale.ROOT);
        if (origin.equals(ALLOWED)) {
            return true;
        }
        String host = request.host().toLowerCase(Locale.ROOT);
        return Set.of("http://" + host, "https://" + host).contains(origin)
                || (host.endsWith(":80") && origin.equals("http://" + host.substring(0, host.length() - 3)))
                || (host.endsWith(":443") && origin.equals("https://" + host.substring(0, host.length() - 4)));
    }
}
