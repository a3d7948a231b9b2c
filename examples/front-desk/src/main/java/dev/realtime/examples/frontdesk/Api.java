package dev.realtime.examples.frontdesk;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Position;
import dev.realtime.core.server.RealtimeServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The application's own HTTP: who asks, for what, and the answer as JSON. Extends what the Servlet API wants to be extended.
 * Thread-safe.
 */
final class Api extends HttpServlet {
    /** Where the servlet is mapped. */
    static final List<String> PATHS = List.of("/me", "/cut", "/finance/revenue", "/bookings", "/guests/*", "/tasks/*");

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("(?<=/)\\d{1,15}(?=/|$)");

    /**
     * The answer to a change.
     *
     * @param entry what it made
     * @param position where its event stands in the channel
     */
    record Done(Object entry, String position) {}

    private final transient Staff staff;
    private final transient Routes routes;

    Api(Staff staff, Books books, RealtimeServer realtime) {
        this.staff = staff;
        this.routes = new Routes(books, realtime);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Object answer = answer(request);
            if (answer instanceof Book.Change change) {
                write(response, 201, new Done(change.entry(), position(change)));
            } else {
                write(response, 200, answer);
            }
        } catch (Refusal e) {
            if (e.status() == HttpServletResponse.SC_UNAUTHORIZED) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            write(response, e.status(), Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private Object answer(HttpServletRequest request) throws IOException {
        Staff.Person person = person(request.getHeader("Authorization"));
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        Matcher number = NUMBER.matcher(path);
        long id = number.find() ? Long.parseLong(number.group()) : 0;
        Routes.Route route = routes.find(request.getMethod(), number.replaceFirst("#"), person);
        return route.handler().answer(new Routes.Call(person, id, request.getInputStream()));
    }

    private Staff.Person person(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new Refusal(401, "the request needs a header Authorization: Bearer <token>");
        }
        return staff.owner(authorization.substring(7).strip())
                .orElseThrow(() -> new Refusal(401, "the token is not known; each start of the server makes new ones"));
    }

    /** Where the change stands in its channel; the entry is kept even if nobody could be told. */
    private static String position(Book.Change change) {
        try {
            Position position = change.published().toCompletableFuture().get(5, TimeUnit.SECONDS);
            return position.toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(503, "kept, but it could not be published");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "the server stops");
        }
    }

    private static void write(HttpServletResponse response, int status, Object answer) throws IOException {
        byte[] json = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(json.length + 1);
        response.getOutputStream().write(json);
        response.getOutputStream().write('\n'); // for terminals
    }
}
