package dev.realtime.benchmarks.workload;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the process of a server under test is started. {@code --port P --control C} and the options of the run are added to its command line. */
public interface Launcher {
    /**
     * The command line so far.
     *
     * @param memory whether the run measures memory, so that a virtual machine should not take a large heap at once
     */
    List<String> command(boolean memory);

    /** Whether it can be started on this machine. */
    default boolean isInstalled() {
        return true;
    }

    /** The same, which is installed only if something else is, too. */
    default Launcher onlyIf(boolean more) {
        Launcher own = this;
        return new Launcher() {
            @Override
            public List<String> command(boolean memory) {
                return own.command(memory);
            }

            @Override
            public boolean isInstalled() {
                return more && own.isInstalled();
            }
        };
    }

    /** A main class of this module, in a virtual machine of the same kind as this one. */
    static Launcher java(Class<?> main) {
        return memory -> java(memory, System.getProperty("java.class.path"), main.getName());
    }

    private static List<String> java(boolean memory, String classPath, String main) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, memory ? "-Xms128m" : "-Xms1g", "-Xmx1g"));
        command.addAll(
                List.of("-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classPath, main));
        return command;
    }

    /** A main class of another module, which was built if it has its libraries; with their class path, in the same kind of virtual machine. */
    static Launcher java(Path module, String main) {
        Path libraries = module.resolve("target/lib");
        String classPath = module.resolve("target/classes") + File.pathSeparator + libraries + File.separator + "*";
        return new Launcher() {
            @Override
            public List<String> command(boolean memory) {
                return java(memory, classPath, main);
            }

            @Override
            public boolean isInstalled() {
                return Files.exists(libraries);
            }
        };
    }

    /** A program that is there when a file of it is. */
    static Launcher program(Path evidence, String... command) {
        return new Launcher() {
            @Override
            public List<String> command(boolean memory) {
                return List.of(command);
            }

            @Override
            public boolean isInstalled() {
                return Files.exists(evidence);
            }
        };
    }
}
