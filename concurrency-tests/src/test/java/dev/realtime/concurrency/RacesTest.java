package dev.realtime.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.processors.JCStressTestProcessor;

/**
 * Runs the races, which are tests of jcstress, on real threads: what the compilers and the memory of this machine reorder, interleavings cannot
 * show. Their forbidden outcomes are told in the races. Only here they are compiled with jcstress' annotation processor.
 */
@Tag("stress")
class RacesTest {
    private static final List<Class<?>> RACES = Planted.classes("Race");

    @TempDir
    static Path harness; // the races, and what the processor makes of them

    static Stream<Planted> mutants() {
        return Planted.wanted(RACES);
    }

    @BeforeAll
    static void compile() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (Class<?> race : RACES) {
            String name = race.getName().replace('.', '/') + ".java";
            sources.add(Planted.source(name, Files.readString(Planted.SOURCES.resolve(name))));
        }
        Planted.compile(sources, harness, "-processor", JCStressTestProcessor.class.getName());
    }

    @Test
    void no_race_has_a_forbidden_outcome(@TempDir Path directory) throws Exception {
        Fork.Ended ended = run(".*", directory, List.of(harness));

        System.out.println(ended.output());
        assertEquals(0, ended.exit(), ended.output());
        for (Class<?> race : RACES) {
            assertTrue(ended.output().contains(race.getName()), "not run: " + race);
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void a_race_shows_that(Planted planted, @TempDir Path directory) throws Exception {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Planted.compile(List.of(planted.source()), classes, "-proc:none");
        String race = ((Class<?>) planted.noticer()).getName();

        // One mode of the virtual machine is enough to be noticed in.
        Fork.Ended ended = run(race, directory, List.of(classes, harness), "-jvmArgs", "-server");

        assertNotEquals(0, ended.exit(), "not noticed: " + planted + "\n" + ended.output());
        assertTrue(ended.output().contains("FORBIDDEN"), ended.output());
    }

    private static Fork.Ended run(String races, Path directory, List<Path> first, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(Main.class.getName(), "-t", races, "-r", "report"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(System.getProperty("jcstress.options").split(" ")));
        return Fork.java(directory, first, arguments);
    }
}
