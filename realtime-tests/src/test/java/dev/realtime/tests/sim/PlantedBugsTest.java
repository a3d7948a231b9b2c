package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.tests.logs.Logs;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs planted in the sources of server and client, most of them ones that others have shipped: the simulation must find each within
 * 1,000 runs. What survives shows a fault that the simulation lacks.
 */
class PlantedBugsTest {
    private static final int RUNS = 1_000;

    static Stream<PlantedBugs.Bug> bugs() {
        String wanted = System.getProperty("planted.bugs", "");
        return PlantedBugs.all().filter(bug -> bug.toString().contains(wanted));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void the_line_to_change_is_there(PlantedBugs.Bug bug) throws IOException {
        assertTrue(Files.readString(root().resolve(bug.file())).contains(bug.right()), bug.right());
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("bugs")
    void the_simulation_finds_that(PlantedBugs.Bug bug, @TempDir Path classes) throws Exception {
        compile(bug, classes);
        Logs dropped = Logs.dropped();
        try (BuggyLoader loader = new BuggyLoader(classes)) {
            Method live = loader.loadClass(OneRun.class.getName()).getMethod("live", long.class);
            int found = firstFailure(live);
            System.out.println("planted: " + bug + ": found in run " + found);
            assertTrue(found > 0, "not found within " + RUNS + " runs: " + bug);
        } finally {
            dropped.close();
        }
    }

    private static int firstFailure(Method live) throws IllegalAccessException {
        for (int run = 1; run <= RUNS; run++) {
            try {
                live.invoke(null, (long) run);
            } catch (InvocationTargetException e) {
                return run; // a broken promise, or a task that threw
            }
        }
        return -1;
    }

    private static void compile(PlantedBugs.Bug bug, Path classes) throws IOException {
        Path file = root().resolve(bug.file());
        String source = Files.readString(file);
        String wrong = source.replace(bug.right(), bug.wrong());
        JavaFileObject unit =
                new SimpleJavaFileObject(URI.create("string:///" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return wrong;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-d", classes.toString(), "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(unit))
                .call();
        assertEquals(true, done, messages.toString());
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("realtime-core")) ? here : here.getParent();
    }
}
