package dev.realtime.benchmarks.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadsTest {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Test
    void words_fill_exactly_the_size_and_differ() throws IOException {
        for (int size : new int[] {100, 200, 4_096}) {
            Payloads payloads = Payloads.of(new Options("--size", Integer.toString(size)));
            for (long n : new long[] {1, 99, 123_456_789}) {
                assertEquals(size, mapper.writeValueAsBytes(payloads.data(System.nanoTime(), n)).length);
            }
            assertNotEquals(
                    mapper.writeValueAsString(payloads.data(1, 1)), mapper.writeValueAsString(payloads.data(1, 2)));
        }
        assertThrows(IllegalArgumentException.class, () -> Payloads.of(new Options("--size", "20")));
    }

    @Test
    void the_time_and_the_number_come_first() throws IOException {
        String json = mapper.writeValueAsString(Payloads.of(new Options()).data(7, 8));

        assertTrue(json.startsWith("{\"t\":7,\"n\":8,\"p\":\""), json);
    }

    @Test
    void bookings_are_rows_with_their_columns(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("bookings.csv");
        Files.writeString(file, "hotel,nights,rate,country\n\"Resort, \"\"Sea\"\"\",3,98.5,PRT\nCity,007,,GBR\n");
        Payloads payloads = Payloads.of(new Options("--bookings", file.toString()));

        assertEquals(
                "{\"t\":7,\"n\":2,\"hotel\":\"Resort, \\\"Sea\\\"\",\"nights\":3,\"rate\":98.5,\"country\":\"PRT\"}",
                mapper.writeValueAsString(payloads.data(7, 2)));
        assertEquals(
                "{\"t\":7,\"n\":3,\"hotel\":\"City\",\"nights\":\"007\",\"rate\":\"\",\"country\":\"GBR\"}",
                mapper.writeValueAsString(payloads.data(7, 3)));
    }

    @Test
    void options_that_nobody_asks_for_are_refused() {
        Options options = new Options("--gzip", "--size", "300", "--sise", "4");

        assertTrue(options.flag("gzip"));
        assertEquals(300, options.number("size", 1));
        assertEquals(2.5, options.decimal("window", 2.5));
        assertThrows(IllegalArgumentException.class, options::requireAllRead);
    }

    @Test
    void a_chain_gives_the_past_first_and_then_what_is_live() {
        Chain<String> chain = new Chain<>("begin");
        chain.append("seen by nobody");
        Chain.Link<String> reader = Chain.before(List.of("hello", "past"), chain.newest());
        chain.append("live");

        StringBuilder heard = new StringBuilder();
        for (Chain.Link<String> next = reader.next(); next != null; next = next.next()) {
            heard.append(next.value()).append(' ');
        }
        assertEquals("hello past live ", heard.toString());
    }
}
