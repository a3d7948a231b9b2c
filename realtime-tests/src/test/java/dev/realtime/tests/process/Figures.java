package dev.realtime.tests.process;

import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this virtual machine takes at this moment. Linux only. */
final class Figures {
    /** The threads of the containers' pools, which grow and shrink with load, as they like. */
    private static final Pattern POOLS = Pattern.compile("(http-nio|qtp|realtime-worker|ForkJoinPool).*");

    private Figures() {}

    /** Collects garbage, then measures; bytes and counts by name. */
    static Map<String, Long> take() throws IOException {
        System.gc();
        System.gc(); // what the first one has only made eligible
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("heap", heapAfterCollection());
        figures.put("rss", resident());
        figures.put("metaspace", metaspace());
        figures.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        figures.put("threads-no-pool", withoutPools());
        figures.put("fds", (long) new File("/proc/self/fd").list().length);
        List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        figures.put(
                "buffers",
                buffers.stream().mapToLong(BufferPoolMXBean::getCount).sum());
        figures.put(
                "buffer-bytes",
                buffers.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum());
        return figures;
    }

    /** What the last collection left; unlike the heap in use this does not move with what was allocated since. */
    private static long heapAfterCollection() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            bytes += usage == null ? 0 : usage.getUsed();
        }
        return bytes;
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    private static long resident() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(status -> status.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    private static long withoutPools() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !POOLS.matcher(thread.getName()).matches())
                .count();
    }

    /** Writes which classes the heap is made of, for whoever looks for a leak. */
    static void histogram(Path file) throws IOException, JMException {
        Object text = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Files.writeString(file, String.valueOf(text));
    }
}
