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
 * @param threads of the operating system
 */
record Memory(long heap, long resident, int threads) {
    /** What a process holds after two garbage collections, if it is this one. */
    @SuppressWarnings("SystemGarbageCollection") // asked for
    static Memory of(long pid) throws IOException {
        long heap = 0;
        if (pid == ProcessHandle.current().pid()) {
            System.gc();
            System.gc();
            heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
        return of(heap, Files.readString(Path.of("/proc", Long.toString(pid), "status")));
    }

    static Memory of(long heap, String status) {
        return new Memory(heap, figure(status, "VmRSS:") * 1024, (int) figure(status, "Threads:"));
    }

    private static long figure(String status, String name) {
        String line = status.lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
