package dev.realtime.micrometer;

import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.ServerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of a {@link RealtimeServer} as meters (F7.1): gauges for what is now, counters for what has been since the start.
 * Services and close codes get their meters when they first occur. There is no tag for orgs or users: their number is not bounded,
 * and {@link ServerMetrics} has them. Thread-safe; may be bound to several registries.
 *
 * <p>A look at the meters takes one snapshot of the server, which is good for a second. The registry keeps this object, and so the
 * server, until {@link #close}.
 *
 * <pre>{@code
 * RealtimeServerMetrics meters = new RealtimeServerMetrics(realtime);
 * meters.bindTo(registry);
 * }</pre>
 */
public final class RealtimeServerMetrics implements MeterBinder, AutoCloseable {
    private final SharedSnapshot snapshot;
    private final Iterable<Tag> tags;
    private final List<BoundMeters> bound = new CopyOnWriteArrayList<>();

    /**
     * The metrics of a server, without tags of your own.
     *
     * @param server whose
     */
    public RealtimeServerMetrics(RealtimeServer server) {
        this(server, Tags.empty());
    }

    /**
     * The metrics of a server.
     *
     * @param server whose
     * @param tags what each meter has besides, the name of the server for instance when there are several
     */
    public RealtimeServerMetrics(RealtimeServer server, Iterable<Tag> tags) {
        this.snapshot = new SharedSnapshot(server, this::refresh);
        this.tags = tags;
    }

    /**
     * Registers the meters.
     *
     * @param registry where
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        BoundMeters meters = new BoundMeters(registry, tags, snapshot::get);
        meters.bind();
        bound.add(meters);
        meters.refresh(snapshot.get());
    }

    private void refresh(ServerMetrics taken) {
        bound.forEach(meters -> meters.refresh(taken));
    }

    /** Removes the meters from where they were registered. The server goes on. Calls after the first do nothing. */
    @Override
    public void close() {
        bound.forEach(BoundMeters::close);
        bound.clear();
    }
}
