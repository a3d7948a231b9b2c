package dev.realtime.concurrency;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Another process, in which changed classes go before the right ones. A process, not a class loader, because Lincheck keeps what it makes
 * of a class by its name, and jcstress starts processes anyway.
 */
public final class Fork {
    static final int PASSED = 0;
    static final int NOTICED = 3; // something forbidden came out
    private static final int BROKEN = 4; // the test could not be run

    /** How a process ended, and what it said. */
    record Ended(int exit, String output) {}

    private Fork() {}

    /** Runs one test method with some classes before all others. */
    static Ended test(Method test, Path directory, Path... first) throws IOException, InterruptedException {
        return java(
                directory,
                List.of(first),
                List.of(Fork.class.getName(), test.getDeclaringClass().getName(), test.getName()));
    }

    /** Runs a main class with some classes before all others. */
    static Ended java(Path directory, List<Path> first, List<String> arguments)
            throws IOException, InterruptedException {
        String before = first.stream().map(path -> path + File.pathSeparator).collect(Collectors.joining());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("fork.options").strip().split("\\s+")));
        command.add("-Dinterleavings=" + Interleavings.COUNT);
        command.addAll(List.of("-cp", before + System.getProperty("java.class.path")));
        command.addAll(arguments);
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            return new Ended(process.waitFor(), Files.readString(output));
        } finally {
            process.destroyForcibly(); // the test is interrupted when its time is up
        }
    }

    /**
     * Runs a test method, and exits with one of the codes above.
     *
     * @param args the names of class and method
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        Class<?> type = Class.forName(args[0]);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method test = type.getDeclaredMethod(args[1]);
        test.setAccessible(true);
        try {
            test.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace(System.out);
            System.exit(e.getCause() instanceof AssertionError ? NOTICED : BROKEN);
        }
        System.exit(PASSED);
    }
}
