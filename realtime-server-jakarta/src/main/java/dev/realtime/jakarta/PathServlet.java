package dev.realtime.jakarta;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One path as a servlet. It sees every method: a WebSocket over HTTP/2 comes as CONNECT (RFC 8441). Not an {@code HttpServlet},
 * which would be serialisable.
 */
final class PathServlet implements Servlet {
    /** What happens at a path. Called on any thread, also at once. */
    @FunctionalInterface
    interface Path {
        /**
         * Answers a request.
         *
         * @param request what is asked
         * @param response where the answer goes
         */
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private final Path path;
    private @Nullable ServletConfig config; // set before the first request

    PathServlet(Path path) {
        this.path = path;
    }

    @Override
    public void init(ServletConfig newConfig) {
        config = newConfig;
    }

    @Override
    public ServletConfig getServletConfig() {
        return Objects.requireNonNull(config, "not started");
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        path.serve((HttpServletRequest) request, (HttpServletResponse) response);
    }

    @Override
    public String getServletInfo() {
        return "dev.realtime";
    }

    @Override
    public void destroy() {}

    /** Answers with a status and a word for people. Not {@code sendError}: an application's error page has no place here. */
    static void answer(HttpServletResponse response, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
