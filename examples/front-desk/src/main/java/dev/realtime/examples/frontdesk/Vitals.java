package dev.realtime.examples.frontdesk;

import com.sun.management.OperatingSystemMXBean;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.RealtimeServer;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;

/** Publishes how host and JVM do, as they say themselves, every two seconds to every hotel. */
final class Vitals {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /**
     * One look.
     *
     * @param hostCpu the share of the host's processors in use, 0 to 1; negative while not known
     * @param jvmCpu the share that this process uses
     * @param heapUsed bytes
     * @param heapMax bytes
     * @param gcCount collections since the start
     * @param gcMillis the time that they took
     * @param threads live now
     */
    record Sample(
            double hostCpu, double jvmCpu, long heapUsed, long heapMax, long gcCount, long gcMillis, int threads) {}

    private final Scheduler scheduler;
    private final RealtimeServer realtime;
    private final List<String> orgs;
    private volatile boolean stopped;

    Vitals(Scheduler scheduler, RealtimeServer realtime, List<String> orgs) {
        this.scheduler = scheduler;
        this.realtime = realtime;
        this.orgs = orgs;
    }

    void start() {
        scheduler.execute(this::tick);
    }

    void stop() {
        stopped = true;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        Event event = Event.of("vitals_sampled", sample()).entity("process", "front-desk");
        orgs.forEach(org -> realtime.publish(Channel.of(org, "analytics"), event));
        scheduler.schedule(INTERVAL, this::tick);
    }

    private static Sample sample() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new Sample(
                share(system.getCpuLoad()),
                share(system.getProcessCpuLoad()),
                heap.getUsed(),
                heap.getMax(),
                collectors.stream()
                        .mapToLong(gc -> Math.max(0, gc.getCollectionCount()))
                        .sum(),
                collectors.stream()
                        .mapToLong(gc -> Math.max(0, gc.getCollectionTime()))
                        .sum(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static double share(double load) {
        return Double.isNaN(load) ? -1 : Math.round(load * 1_000) / 1_000.0;
    }
}
