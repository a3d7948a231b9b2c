package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time used so far, in seconds, from /proc: by the server under test, by this process, and by the whole machine. Its clock
 * ticks every 10 ms.
 *
 * @param at when it was read, System.nanoTime
 * @param server user and system time of the server
 * @param client user and system time of this process
 * @param machine time in which a processor was not idle
 */
public record CpuTimes(long at, double server, double client, double machine) {
    private static final double TICKS = 100; // a second: USER_HZ, which Linux has told programs since ever

    /** Reads the times. */
    public static CpuTimes read(long serverPid) throws IOException {
        return new CpuTimes(
                System.nanoTime(),
                process(Long.toString(serverPid)),
                process("self"),
                machine(Files.readString(Path.of("/proc/stat"))));
    }

    private static double process(String pid) throws IOException {
        return process(pid, Files.readString(Path.of("/proc", pid, "stat")));
    }

    static double process(String pid, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields.length < 13) {
            throw new IllegalStateException("cannot read the times of process " + pid);
        }
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    static double machine(String stat) {
        String[] fields = stat.lines().findFirst().orElseThrow().trim().split(" +", -1);
        long busy = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
            boolean idle = i == 4 || i == 5; // idle, iowait
            busy += idle ? 0 : Long.parseLong(fields[i]);
        }
        return busy / TICKS;
    }

    /** What was used since an earlier reading. */
    public CpuTimes since(CpuTimes earlier) {
        return new CpuTimes(
                at - earlier.at, server - earlier.server, client - earlier.client, machine - earlier.machine);
    }

    /** How long it took, in seconds; of a difference. */
    public double seconds() {
        return at / 1e9;
    }

    /** How many processors others kept busy; of a difference. */
    public double foreignCores() {
        return Math.max(0, machine - server - client) / seconds();
    }
}
