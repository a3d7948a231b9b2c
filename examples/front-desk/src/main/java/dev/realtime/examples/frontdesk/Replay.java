package dev.realtime.examples.frontdesk;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.RealtimeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Publishes the bookings of a file, one row after the other at a steady rate, as {@code guest} events of every hotel. */
final class Replay {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MOST_AT_ONCE = 2_000;

    /**
     * What to replay.
     *
     * @param file a CSV file with a header; its columns are the payload's members
     * @param rowsPerSecond how fast
     */
    record Source(Path file, int rowsPerSecond) {}

    /**
     * What was replayed.
     *
     * @param rows read
     * @param published events, one a row and hotel
     * @param failed events that could not be published
     * @param took from the first to the last
     */
    record Result(long rows, long published, long failed, Duration took) {
        @Override
        public String toString() {
            return "Replayed %,d rows: %,d events published, %,d failed, in %.1f s"
                    .formatted(rows, published, failed, took.toMillis() / 1_000.0);
        }
    }

    private final Scheduler scheduler;
    private final RealtimeServer realtime;
    private final CsvRows file;
    private final int rowsPerSecond;
    private final long startNanos;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private long rows;
    private CompletionStage<Result> counted;

    private Replay(Scheduler scheduler, RealtimeServer realtime, CsvRows file, int rowsPerSecond) {
        this.scheduler = scheduler;
        this.realtime = realtime;
        this.file = file;
        this.rowsPerSecond = rowsPerSecond;
        startNanos = scheduler.nanoTime();
        counted = CompletableFuture.completedFuture(new Result(0, 0, 0, Duration.ZERO));
    }

    /** Begins; completes after the last row has been published. */
    static CompletionStage<Result> start(Scheduler scheduler, RealtimeServer realtime, Source source)
            throws IOException {
        CsvRows file = new CsvRows(Files.newBufferedReader(source.file()));
        Replay replay = new Replay(scheduler, realtime, file, source.rowsPerSecond());
        scheduler.execute(replay::tick);
        return replay.result;
    }

    /** Publishes what is due by now. Never runs twice at a time, since each run sets the timer of the next. */
    private void tick() {
        try {
            long due = elapsed().toMillis() * rowsPerSecond / 1_000 + 1;
            for (int i = 0; i < MOST_AT_ONCE && rows < due; i++) {
                Optional<Map<String, String>> row = file.next();
                if (row.isEmpty()) {
                    finish(null);
                    return;
                }
                publish(row.get());
            }
            scheduler.schedule(PAUSE, this::tick);
        } catch (IOException e) {
            finish(e);
        }
    }

    private void publish(Map<String, String> row) {
        rows++;
        String agent = row.getOrDefault("agent", "NULL");
        String roomType = row.getOrDefault("reserved_room_type", "");
        Event event = Event.of("booking_replayed", row).tag("agent", agent.equals("NULL") ? "none" : agent);
        Event about = roomType.isBlank() ? event : event.entity("room_type", roomType.strip());
        for (String org : Staff.ORGS) {
            counted = counted.thenCombine(
                    realtime.publish(Channel.of(org, "guest"), about).handle(Replay::isPublished), Replay::add);
        }
    }

    private static boolean isPublished(@Nullable Position position, @Nullable Throwable failure) {
        return failure == null;
    }

    private static Result add(Result sum, boolean published) {
        return new Result(0, sum.published + (published ? 1 : 0), sum.failed + (published ? 0 : 1), Duration.ZERO);
    }

    private Duration elapsed() {
        return Duration.ofNanos(scheduler.nanoTime() - startNanos);
    }

    private void finish(@Nullable IOException failure) {
        long read = rows;
        Duration took = elapsed();
        counted.thenAccept(sum -> {
            if (failure == null) {
                result.complete(new Result(read, sum.published, sum.failed, took));
            } else {
                result.completeExceptionally(failure);
            }
        });
        try {
            file.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
