package dev.realtime.examples.frontdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as its users meet it: over HTTP and WebSocket. */
class FrontDeskTest {
    private FrontDesk desk;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        Logs.quiet();
        desk = FrontDesk.open(Options.parse("--port", "0"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static String handshake(String services) {
        return "{\"services\": [" + services + "], \"version\": 1}";
    }

    @Test
    void revenue_that_is_entered_reaches_who_watches() throws Exception {
        try (Browser maria = new Browser(desk, "maria")) {
            maria.watch(handshake("\"finance\""));
            HttpResponse<String> response = maria.post("/finance/revenue", "{\"amount\":10000,\"propertyId\":1}");
            assertEquals(201, response.statusCode(), response.body());
            JsonNode publication = maria.publication("finance");
            assertEquals("revenue_created", publication.at("/events/0/type").asText());
            assertEquals(10_000, publication.at("/events/0/data/amount").asLong());
            assertEquals("1", publication.at("/tags/propertyId").asText());
            assertEquals(
                    publication.path("epoch").asText() + "."
                            + publication.path("seq").asLong(),
                    Browser.json(response).path("position").asText());
            assertEquals(
                    1,
                    Browser.json(maria.get("/finance/revenue")).path("revenues").size());
        }
    }

    @Test
    void a_guest_comes_and_goes() throws Exception {
        try (Browser jonas = new Browser(desk, "jonas")) {
            jonas.watch(handshake("\"guest\""));
            JsonNode booked =
                    Browser.json(jonas.post("/bookings", "{\"guest\":\"Ada\",\"room\":\"204\",\"nights\":3}"));
            String stay = "/guests/" + booked.at("/entry/id").asLong();
            assertEquals(409, jonas.post(stay + "/check-out", "{}").statusCode());
            assertEquals(201, jonas.post(stay + "/check-in", "{}").statusCode());
            assertEquals(201, jonas.post(stay + "/check-out", "{}").statusCode());
            jonas.await(message -> message.toString().contains("booking_created"));
            jonas.await(message -> message.toString().contains("guest_checked_out"));
            assertEquals(
                    "out",
                    Browser.json(jonas.get("/guests")).at("/stays/0/state").asText());
        }
    }

    @Test
    void a_task_is_added_and_completed() throws Exception {
        try (Browser maria = new Browser(desk, "maria")) {
            JsonNode task = Browser.json(maria.post("/tasks", "{\"title\":\"Fresh towels\"}"));
            String path = "/tasks/" + task.at("/entry/id").asLong() + "/complete";
            assertEquals(201, maria.post(path, "").statusCode());
            assertEquals(409, maria.post(path, "").statusCode());
            assertEquals(404, maria.post("/tasks/99/complete", "").statusCode());
        }
    }

    @Test
    void a_service_that_one_may_not_see_is_refused_everywhere() throws Exception {
        try (Browser jonas = new Browser(desk, "jonas")) {
            JsonNode ack = jonas.watch(handshake("\"finance\",\"tasks\""));
            assertEquals("FORBIDDEN", ack.at("/refused/0/code").asText());
            assertEquals("finance", ack.at("/refused/0/service").asText());
            assertTrue(ack.path("positions").has("tasks"));
            assertEquals(403, jonas.get("/finance/revenue").statusCode());
            assertEquals(403, jonas.post("/finance/revenue", "{}").statusCode());
        }
    }

    @Test
    void a_hotel_sees_nothing_of_the_other() throws Exception {
        try (Browser maria = new Browser(desk, "maria");
                Browser lena = new Browser(desk, "lena")) {
            lena.watch(handshake("\"finance\""));
            maria.post("/finance/revenue", "{\"amount\":1,\"propertyId\":1}");
            lena.post("/finance/revenue", "{\"amount\":2,\"propertyId\":1}");
            assertEquals(
                    2, lena.publication("finance").at("/events/0/data/amount").asInt());
            assertEquals(
                    1,
                    Browser.json(lena.get("/finance/revenue")).path("revenues").size());
        }
    }

    @Test
    void who_is_cut_off_gets_what_was_missed() throws Exception {
        try (Browser maria = new Browser(desk, "maria");
                Browser again = new Browser(desk, "maria")) {
            JsonNode at = maria.watch(handshake("\"tasks\"")).at("/positions/tasks");
            assertEquals(1, Browser.json(maria.post("/cut", "")).path("closed").asInt());
            assertEquals(1001, maria.closeCode());
            maria.post("/tasks", "{\"title\":\"missed\"}");
            again.watch("{\"version\":1,\"services\":[\"tasks\"],\"positions\":{\"tasks\":{\"epoch\":\""
                    + at.path("epoch").asText() + "\",\"seq\":" + at.path("seq").asLong() + "}}}");
            assertEquals(
                    "missed",
                    again.publication("tasks").at("/events/0/data/title").asText());
        }
    }

    @Test
    void what_cannot_be_right_is_refused_with_a_reason() throws Exception {
        try (Browser maria = new Browser(desk, "maria");
                Browser stranger = new Browser(desk, "stranger")) {
            assertEquals(401, stranger.get("/tasks").statusCode());
            for (String body : new String[] {
                "",
                "[]",
                "{",
                "{\"amount\":\"10\",\"propertyId\":1}",
                "{\"amount\":0,\"propertyId\":1}",
                "{\"amount\":1.5,\"propertyId\":1}",
                "{\"amount\":1}"
            }) {
                HttpResponse<String> response = maria.post("/finance/revenue", body);
                assertEquals(400, response.statusCode(), body);
                assertFalse(Browser.json(response).path("error").asText().isEmpty(), body);
            }
            assertEquals(413, maria.post("/tasks", " ".repeat(9_000)).statusCode());
            assertEquals(404, maria.get("/nowhere").statusCode());
            assertEquals(404, maria.get("/tasks/x/y").statusCode());
            assertEquals(405, maria.post("/me", "").statusCode());
        }
    }

    @Test
    void the_page_comes_with_a_policy_and_without_inline_script() throws Exception {
        try (Browser anybody = new Browser(desk, "nobody")) {
            HttpResponse<String> page = anybody.get("/");
            assertEquals(200, page.statusCode());
            assertTrue(page.headers()
                    .firstValue("Content-Security-Policy")
                    .orElseThrow()
                    .contains("script-src 'self'"));
            assertFalse(page.body().matches("(?s).*(<script>|<style|style=| onclick).*"));
            assertEquals(200, anybody.get("/app.js").statusCode());
        }
    }

    @Test
    void the_vitals_of_the_process_are_published() throws Exception {
        try (Browser lena = new Browser(desk, "lena")) {
            lena.watch(handshake("\"analytics\""));
            assertTrue(
                    lena.publication("analytics").at("/events/0/data/heapUsed").asLong() > 0);
        }
    }

    @Test
    void the_rows_of_a_file_are_replayed_to_both_hotels() throws Exception {
        Path file = Files.writeString(directory.resolve("bookings.csv"), """
                hotel,reserved_room_type,agent,note
                Resort Hotel,C,240,"two, ""quoted"" and
                over two lines"
                Resort Hotel,A,NULL,
                """);
        try (Browser lena = new Browser(desk, "lena")) {
            lena.watch(handshake("\"guest\""));
            Replay.Result result = desk.replay(new Replay.Source(file, 1_000))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertEquals(2, result.rows());
            assertEquals(4, result.published());
            assertEquals(0, result.failed());
            JsonNode first = lena.publication("guest");
            assertEquals("C", first.at("/events/0/entity/id").asText());
            assertEquals("240", first.at("/tags/agent").asText());
            assertEquals(
                    "two, \"quoted\" and\nover two lines",
                    first.at("/events/0/data/note").asText());
        }
    }

    @Test
    void tokens_can_be_kept_over_a_restart() throws Exception {
        Path file = directory.resolve("tokens");
        Staff first = Staff.withTokens(file);
        assertEquals(first.byToken(), Staff.withTokens(file).byToken());
        assertFalse(first.byToken().equals(Staff.withTokens(null).byToken()));
    }

    @Test
    void options_that_cannot_be_understood_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--port", "70000"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--rate", "5"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--what"));
    }
}
