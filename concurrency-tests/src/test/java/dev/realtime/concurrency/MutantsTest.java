package dev.realtime.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves that the tests of this module can fail: each has to notice the {@link Mutant mutants} that it carries. */
class MutantsTest {
    static Stream<AnnotatedElement> noticers() {
        return Stream.concat(Planted.tests().stream(), Planted.classes("Race").stream());
    }

    static Stream<Planted> mutants() {
        return Planted.wanted(Planted.tests());
    }

    @ParameterizedTest
    @MethodSource("noticers")
    void it_carries_a_mutant_whose_place_is_there_once(AnnotatedElement noticer) throws IOException {
        List<Planted> carried = Planted.in(noticer).toList();
        assertFalse(carried.isEmpty(), "nothing proves that it can fail");
        for (Planted planted : carried) {
            planted.source();
        }
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("mutants")
    void a_test_shows_that(Planted planted, @TempDir Path directory) throws Exception {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Planted.compile(List.of(planted.source()), classes, "-proc:none");

        Fork.Ended ended = Fork.test((Method) planted.noticer(), directory, classes);

        assertEquals(Fork.NOTICED, ended.exit(), "not noticed: " + planted + "\n" + ended.output());
        System.out.println("noticed: " + planted + ": " + sentence(ended));
    }

    @Tag("stress")
    @Test
    void without_a_mutant_the_same_process_ends_well(@TempDir Path directory) throws Exception {
        Fork.Ended ended = Fork.test((Method) Planted.tests().get(0), directory);

        assertEquals(Fork.PASSED, ended.exit(), ended.output());
    }

    /** The forbidden outcome. */
    private static String sentence(Fork.Ended ended) {
        return ended.output()
                .lines()
                .filter(line -> line.startsWith("java.lang.AssertionError") || line.startsWith("= Invalid"))
                .findFirst()
                .orElse("");
    }
}
