package dev.realtime.examples.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command-line client against a real server in Tomcat. */
class WatchTest {
    private static final Channel FINANCE = Channel.of("seaside", "finance");

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private Watch watch;

    @TempDir
    Path directory;

    private String line(String part) throws InterruptedException {
        for (String line = next(); ; line = next()) {
            if (line.contains(part)) {
                return line;
            }
        }
    }

    private String next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        assertNotNull(line, "nothing more was printed");
        return line;
    }

    private void watch(ServedHotel hotel, String... more) {
        String[] args = new String[3 + more.length];
        args[0] = hotel.address();
        args[1] = "secret";
        args[2] = "finance";
        System.arraycopy(more, 0, args, 3, more.length);
        watch = Watch.start(Arguments.parse(args), lines::add);
    }

    @AfterEach
    void stopWatching() {
        if (watch != null) {
            watch.close();
        }
    }

    @Test
    void an_event_is_printed_with_service_type_position_and_payload() throws Exception {
        try (ServedHotel hotel = ServedHotel.open(0, directory)) {
            watch(hotel);
            line("connected");
            Position position = hotel.realtime()
                    .publish(FINANCE, Event.of("revenue_created", Map.of("amount", 10_000)))
                    .toCompletableFuture()
                    .get();
            String line = line("revenue_created");
            assertTrue(line.contains("finance") && line.contains(position.toString()), line);
            assertTrue(line.endsWith("{\"amount\":10000}"), line);
            assertEquals("finance=" + position, positions(position));
        }
    }

    /** The position follows the handler, so it may come a moment after the line. */
    private String positions(Position expected) {
        while (!watch.positions().endsWith(expected.toString())) {
            Thread.onSpinWait();
        }
        return watch.positions();
    }

    @Test
    void a_forbidden_service_is_said_and_the_others_go_on() throws Exception {
        try (ServedHotel hotel = ServedHotel.open(0, directory)) {
            watch(hotel, "secrets");
            line("secrets is refused: FORBIDDEN");
            hotel.realtime().publish(FINANCE, Event.of("revenue_created", 1));
            line("revenue_created");
        }
    }

    @Test
    void it_survives_a_restart_of_the_server() throws Exception {
        ServedHotel before = ServedHotel.open(0, Files.createDirectory(directory.resolve("before")));
        watch(before);
        line("connected");
        before.realtime().publish(FINANCE, Event.of("first", 1));
        line("first");
        int port = before.port();
        before.close();
        line("not connected");
        try (ServedHotel after = ServedHotel.open(port, Files.createDirectory(directory.resolve("after")))) {
            after.realtime().publish(FINANCE, Event.of("unseen", 2));
            line("connected");
            line("gap in finance");
            after.realtime().publish(FINANCE, Event.of("second", 3));
            line("second");
        }
    }

    @Test
    void it_goes_on_where_an_earlier_run_was() throws Exception {
        try (ServedHotel hotel = ServedHotel.open(0, directory)) {
            Position first = hotel.realtime()
                    .publish(FINANCE, Event.of("first", 1))
                    .toCompletableFuture()
                    .get();
            hotel.realtime().publish(FINANCE, Event.of("second", 2));
            watch(hotel, "--positions", "finance=" + first);
            assertTrue(line("finance ").contains("second"));
        }
    }

    @Test
    void arguments_that_cannot_be_understood_are_refused() {
        for (List<String> args : List.of(
                List.of("ws://localhost/x", "token"),
                List.of("ws://localhost/x", "token", "finance", "--positions"),
                List.of("ws://localhost/x", "token", "finance", "--positions", "finance"))) {
            assertThrows(IllegalArgumentException.class, () -> Arguments.parse(args.toArray(String[]::new)));
        }
    }

    @Test
    void the_token_of_a_file_is_read_anew_each_time() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "old\n");
        Arguments arguments = Arguments.parse("ws://localhost/x", "@" + file, "finance");
        assertEquals("old", arguments.currentToken());
        Files.writeString(file, "new\n");
        assertEquals("new", arguments.currentToken());
    }
}
