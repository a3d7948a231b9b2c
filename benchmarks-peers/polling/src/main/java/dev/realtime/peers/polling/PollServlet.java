package dev.realtime.peers.polling;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@code GET /poll/<service>?since=<number>}: answers a JSON array of the events with larger numbers, as soon as there are any, and an
 * empty one after 25 s. Thread-safe.
 */
final class PollServlet extends HttpServlet {
    static final int TIMEOUT_MILLIS = 25_000;
    private static final long serialVersionUID = 1;

    private final transient Map<String, Service> services;
    private final transient LongAdder requests = new LongAdder();

    /**
     * Serves services.
     *
     * @param services by name; does not change any more
     */
    PollServlet(Map<String, Service> services) {
        this.services = services;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requests.increment();
        String path = request.getPathInfo();
        Service service = path == null ? null : services.get(path.substring(1));
        if (service == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String since = request.getParameter("since");
        AsyncContext context = request.startAsync();
        context.setTimeout(TIMEOUT_MILLIS);
        Poll poll = new Poll(context, since == null ? 0 : Long.parseLong(since));
        context.addListener(new End(service, poll));
        service.answerOrWait(poll).ifPresent(poll::answer);
    }

    /** How many requests there were. */
    long requests() {
        return requests.sum();
    }

    /** What becomes of a poll that gets no event. */
    private record End(Service service, Poll poll) implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            if (service.remove(poll)) {
                poll.answer(Poll.NOTHING);
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            if (service.remove(poll)) {
                poll.context().complete();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
