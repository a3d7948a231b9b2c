package dev.realtime.benchmarks.target;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/** {@code POST /publish}: the body is the JSON of an event's data, as an application's own API would have it. */
final class PublishServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient ObjectMapper mapper = JsonMapper.builder().build();
    private final transient Consumer<Object> publish;

    PublishServlet(Consumer<Object> publish) {
        this.publish = publish;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        publish.accept(mapper.readTree(request.getInputStream()));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }
}
