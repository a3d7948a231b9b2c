package dev.realtime.tests.stress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers that a message of the server carries as payloads, by service. */
final class Numbers {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Numbers() {}

    static Map<String, List<Integer>> of(String json) throws Exception {
        JsonNode message = MAPPER.readTree(json);
        List<Integer> numbers = new ArrayList<>();
        if (message.path("type").asText().equals("event")) {
            message.path("events")
                    .forEach(event -> numbers.add(event.path("data").asInt()));
        }
        for (JsonNode entry : message.path("messages")) {
            entry.path("events").forEach(event -> numbers.add(event.path("data").asInt()));
        }
        return numbers.isEmpty() ? Map.of() : Map.of(message.path("service").asText(), numbers);
    }
}
