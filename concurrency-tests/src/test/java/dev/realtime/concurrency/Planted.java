package dev.realtime.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * A mutant and who must notice it: a test method, or the class of a race.
 *
 * @param noticer what carries the mutant
 */
record Planted(Mutant mutant, AnnotatedElement noticer) {
    static final Path SOURCES = root().resolve("concurrency-tests/src/test/java");

    private static final List<String> MODULES =
            List.of("realtime-core", "realtime-client", "realtime-server-jakarta", "realtime-micrometer");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("realtime-core")) ? here : here.getParent();
    }

    /** The classes of this module whose names end so. */
    static List<Class<?>> classes(String suffix) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.map(file -> SOURCES.relativize(file).toString())
                    .filter(name -> name.endsWith(suffix + ".java"))
                    .sorted()
                    .<Class<?>>map(name -> load(name.replace(".java", "").replace('/', '.')))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Planted.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** All tests that look at interleavings, or at real threads. */
    static List<AnnotatedElement> tests() {
        return Stream.of("InterleavingTest", "StressTest")
                .flatMap(suffix -> classes(suffix).stream())
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .collect(Collectors.toList());
    }

    /** The mutants that a test or race carries. */
    static Stream<Planted> in(AnnotatedElement noticer) {
        return Stream.of(noticer.getAnnotationsByType(Mutant.class)).map(mutant -> new Planted(mutant, noticer));
    }

    /** Those of many: all, or those in whose sentences {@code -Dmutants} is found. */
    static Stream<Planted> wanted(List<? extends AnnotatedElement> noticers) {
        Predicate<String> wanted =
                Pattern.compile(System.getProperty("mutants", "")).asPredicate();
        return noticers.stream()
                .flatMap(Planted::in)
                .filter(planted -> wanted.test(planted.mutant().value()));
    }

    /** The source with the mutant in it. */
    JavaFileObject source() throws IOException {
        String name = mutant.of().getName().replace('.', '/') + ".java";
        Path file = MODULES.stream()
                .map(module -> root().resolve(module).resolve("src/main/java").resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no source: " + name));
        String text = Files.readString(file);
        List<MatchResult> places = Pattern.compile(Stream.of(mutant.right().split("\\s+"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+")))
                .matcher(text)
                .results()
                .toList();
        assertEquals(1, places.size(), "this is not there once: " + mutant.right());
        MatchResult place = places.get(0);
        return source(name, text.substring(0, place.start()) + mutant.wrong() + text.substring(place.end()));
    }

    static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    static void compile(List<JavaFileObject> sources, Path classes, String... more) {
        List<String> options = new ArrayList<>(
                List.of("-d", classes.toString(), "-nowarn", "-cp", System.getProperty("java.class.path")));
        options.addAll(List.of(more));
        StringWriter messages = new StringWriter();
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, sources)
                .call();
        assertTrue(done, messages.toString());
    }

    @Override
    public String toString() {
        return mutant.value();
    }
}
