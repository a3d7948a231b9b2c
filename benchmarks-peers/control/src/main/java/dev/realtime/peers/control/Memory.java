package dev.realtime.peers.control;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process holds.
 *
 * @param heap used bytes of the heap, or 0 for a process that has none to tell of
 * @param resident bytes in memory
 * @param threads of the virtual machine, or of another process
 */
record Memory(long heap, long resident, int threads) {
    /** What a process holds; after two garbage collections, if it is this one. */
    @SuppressWarnings("SystemGarbageCollection") // asked for
    static Memory of(long pid) throws IOException {
        boolean own = pid == ProcessHandle.current().pid();
        if (own) {
            System.gc();
            System.gc();
        }
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        long resident = figure(status, "VmRSS:") * 1024;
        return own
                ? new Memory(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        resident,
                        ManagementFactory.getThreadMXBean().getThreadCount())
                : new Memory(0, resident, (int) figure(status, "Threads:"));
    }

    private static long figure(String status, String name) {
        String line = status.lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
