package dev.realtime.examples.frontdesk;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Serves the page's files, and nothing else, from the class path. Extends what the Servlet API wants to be extended. */
final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html",
            "style.css", "text/css",
            "app.js", "text/javascript",
            "api.js", "text/javascript",
            "chart.js", "text/javascript",
            "cursor.js", "text/javascript",
            "lists.js", "text/javascript",
            "stream.js", "text/javascript",
            "view.js", "text/javascript",
            "icon.svg", "image/svg+xml");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self' ws://127.0.0.1:* ws://localhost:*; " // Safari does not count ws: as 'self'
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name);
        if (type == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (InputStream file = Page.class.getResourceAsStream("/page/" + name)) {
            if (file == null) {
                throw new IOException("not on the class path: /page/" + name);
            }
            file.transferTo(response.getOutputStream());
        }
    }
}
