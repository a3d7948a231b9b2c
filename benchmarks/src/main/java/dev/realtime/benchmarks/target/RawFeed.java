package dev.realtime.benchmarks.target;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Event;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.transport.Frame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the bare loops send: the bytes that this library would send (protocol rules P8, P9), one frame an event or one a batch, encoded
 * once. Nothing is looked up, nobody is asked. Thread-safe.
 */
final class RawFeed implements Target {
    private static final int MAX_BYTES = 64 * 1024; // of a batch, protocol rule P18
    private static final int ENTRY_OVERHEAD = 96;
    private static final String EPOCH = "YPSExkS2G7D1";
    private static final String SERVICE = "s0";

    /**
     * How events become frames.
     *
     * @param events the most events of a frame
     * @param windowMillis how often a frame is sent; 0 for at the end of each command that publishes
     * @param encoding text, binary, gzip
     * @param replay how many events a client gets first that comes later
     */
    record Shape(int events, int windowMillis, Encoding encoding, int replay) {
        /** What a command line asks for: {@code --mode event-text|event-binary|batch --batch N --window ms --gzip --replay B}. */
        static Shape of(Options options) {
            String mode = options.text("mode", "event-binary");
            int replay = options.number("replay", 0);
            int batch = options.number("batch", 100);
            int window = options.number("window", 0);
            boolean gzip = options.flag("gzip");
            options.number("channels", 1); // a bare loop has one, so there its clients are only idle
            return switch (mode) {
                case "event-text" -> new Shape(1, 0, Encoding.TEXT, replay);
                case "event", "event-binary" -> new Shape(1, 0, Encoding.of(true, gzip), replay);
                case "batch" -> new Shape(batch, window, Encoding.of(true, gzip), replay);
                default -> throw new IllegalArgumentException("mode must be event-text, event-binary or batch");
            };
        }
    }

    private final Shape shape;
    private final Payloads payloads;
    private final Consumer<Frame> output;
    private final EventWriter writer = new EventWriter(JsonMapper.builder().build());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "window");
        thread.setDaemon(true);
        return thread;
    });

    @GuardedBy("this")
    private final List<Publication> waiting = new ArrayList<>();

    @GuardedBy("this")
    private final Deque<Publication> past = new ArrayDeque<>();

    @GuardedBy("this")
    private long number;

    @GuardedBy("this")
    private int waitingBytes;

    /**
     * A feed.
     *
     * @param shape how events become frames
     * @param payloads what they carry
     * @param output takes the frames, serially
     */
    RawFeed(Shape shape, Payloads payloads, Consumer<Frame> output) {
        this.shape = shape;
        this.payloads = payloads;
        this.output = output;
        if (shape.windowMillis() > 0) {
            int window = shape.windowMillis();
            var unused = timer.scheduleAtFixedRate(this::flush, window, window, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void publish(int events, long meantFor) {
        for (int i = 0; i < events; i++) {
            add(publication(++number, meantFor));
        }
        if (shape.windowMillis() == 0) {
            flush();
        }
    }

    @GuardedBy("this")
    private void add(Publication publication) {
        if (shape.replay() > 0) {
            past.addLast(publication);
            if (past.size() > shape.replay()) {
                past.removeFirst();
            }
        }
        int bytes = publication.payload().length + ENTRY_OVERHEAD;
        if (waitingBytes + bytes > MAX_BYTES) {
            flush();
        }
        waiting.add(publication);
        waitingBytes += bytes;
        if (waiting.size() == shape.events()) {
            flush();
        }
    }

    private synchronized void flush() {
        if (!waiting.isEmpty()) {
            output.accept(frame(waiting));
            waiting.clear();
            waitingBytes = 0;
        }
    }

    private Publication publication(long seq, long meantFor) {
        byte[] payload = writer.write(Event.of("bench", payloads.data(meantFor, seq)));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Publication(new Position(EPOCH, seq), now, Map.of(), null, null, Publication.Kind.EVENTS, payload);
    }

    private Frame frame(List<Publication> publications) {
        Position first = publications.get(0).position();
        Position last = publications.get(publications.size() - 1).position();
        LogRange range = new LogRange(first.at(first.seq() - 1), last, publications);
        return FrameCodec.encode(ServerMessageWriter.range(SERVICE, range, Instant.EPOCH), shape.encoding());
    }

    /** The past as frames of the largest size, and everything that waits flushed before, so that nothing lies between. */
    synchronized List<Frame> replay() {
        flush();
        List<Frame> frames = new ArrayList<>();
        List<Publication> part = new ArrayList<>();
        int bytes = 0;
        for (Publication publication : past) {
            int more = publication.payload().length + ENTRY_OVERHEAD;
            if (bytes + more > MAX_BYTES) {
                frames.add(frame(part));
                part.clear();
                bytes = 0;
            }
            part.add(publication);
            bytes += more;
        }
        if (!part.isEmpty()) {
            frames.add(frame(part));
        }
        return frames;
    }

    /** How many events there were. */
    synchronized long number() {
        return number;
    }

    /** Runs something between two frames. */
    synchronized void between(Runnable action) {
        action.run();
    }
}
