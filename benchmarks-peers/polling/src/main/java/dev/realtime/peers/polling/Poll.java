package dev.realtime.peers.polling;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A request that waits for its answer. Whoever takes it out of a {@link Service} answers it, so that happens once.
 *
 * @param context the request
 * @param since the number of the newest event that the client has
 */
record Poll(AsyncContext context, long since) {
    static final byte[] NOTHING = {'[', ']'};

    /** Answers it. */
    void answer(byte[] body) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store");
        try {
            response.getOutputStream().write(body);
        } catch (IOException e) {
            context.getRequest().getServletContext().log("a client has gone", e);
        } finally {
            context.complete();
        }
    }
}
