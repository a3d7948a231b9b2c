package dev.realtime.tests.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Another virtual machine with the class path of this one. What it writes to its stdout is read line by line as it comes, also
 * what is still in the pipe when it has been killed. It ends with its stdin, and is killed when it is closed or when this virtual
 * machine ends, so nothing is left of a test that fails. Thread-safe.
 */
final class ChildProcess implements AutoCloseable {
    /** Where the processes leave what they write to stderr, and their temporary files. */
    static final Path DIRECTORY = Path.of("target", "process");

    private static final int SECONDS_TO_END = 20;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "kills what is left"));
    }

    private final String name;
    private final Process process;
    private final CountDownLatch read = new CountDownLatch(1); // the end of its stdout
    private volatile @Nullable Process watch; // while it stands still

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a process and returns at once.
     *
     * @param name of the file with its stderr
     * @param main whose {@code main} it runs
     * @param jvm options of the virtual machine
     * @param arguments of {@code main}
     * @param lines takes each line, on one thread
     */
    static ChildProcess start(
            String name, Class<?> main, List<String> jvm, List<String> arguments, Consumer<String> lines)
            throws IOException {
        Path temporary = Files.createDirectories(DIRECTORY.resolve("tmp"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        DIRECTORY.resolve(name + ".err").toFile()))
                .start();
        ALIVE.add(process);
        ChildProcess child = new ChildProcess(name, process);
        Thread reader = new Thread(() -> child.read(lines), "stdout of " + name);
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            System.err.println(name + ": " + e);
        } finally {
            read.countDown();
        }
    }

    /** Writes a line to its stdin. */
    synchronized void send(String line) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(this + " does not listen any more", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone and everything that it had written has been read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly also closes the pipe, with what is in it
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) || !read.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
            throw new AssertionError(this + " did not end");
        }
        ALIVE.remove(process);
        Process shell = watch;
        if (shell != null) {
            shell.destroyForcibly();
        }
    }

    /**
     * SIGSTOP; returns when the process stands still. A shell keeps watch and sends SIGCONT when its stdin ends, so that the process
     * goes on, and finds its own stdin ended, also when this virtual machine is killed meanwhile, alone or with its group.
     */
    void stop() throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        String script = "trap '' HUP INT TERM; kill -STOP " + pid + "; read end; kill -CONT " + pid;
        watch = new ProcessBuilder("sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Eventually.until(Duration.ofSeconds(SECONDS_TO_END), () -> this + " stands still", this::standsStill);
    }

    /** SIGCONT; returns when it has been sent. */
    void resume() throws IOException, InterruptedException {
        Process shell = watch;
        shell.getOutputStream().close();
        if (!shell.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) || shell.exitValue() != 0) {
            throw new IOException(this + " was not resumed");
        }
        watch = null;
    }

    /** Whether the kernel says so; Linux only, as the signals are Unix only. */
    private boolean standsStill() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // SIGKILL is on its way
        }
    }

    @Override
    public String toString() {
        return "process " + name + " (" + process.pid() + "), see " + DIRECTORY.resolve(name + ".err");
    }
}
