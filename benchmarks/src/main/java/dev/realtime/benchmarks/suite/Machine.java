package dev.realtime.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.util.Jetty;

/** Where the figures were measured. */
final class Machine {
    private Machine() {}

    /** Processors, kernel, virtual machine, containers and the day, in one line. */
    static String describe() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " x " + processor() + ", Linux "
                + System.getProperty("os.version") + ", loopback; "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + "; "
                + ServerInfo.getServerInfo() + ", Jetty " + Jetty.VERSION + "; "
                + LocalDate.now(ZoneOffset.UTC);
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("processor of no name");
        }
    }
}
