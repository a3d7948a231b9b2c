package dev.realtime.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation shows compiles, runs where it is a test, and links to what is there. */
class ReadmeSnippetsTest {
    private static final Path ROOT = root();
    private static final Path SOURCES = ROOT.resolve("realtime-tests/src/test/java/dev/realtime/tests/docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern ANY_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// #region [a-z]+\\n(.*?)^ *// #endregion$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void every_java_block_stands_in_a_compiled_class() throws IOException {
        Set<String> compiled = new TreeSet<>();
        for (Path source : files(SOURCES, ".java")) {
            groups(REGION, Files.readString(source)).forEach(region -> compiled.add(bare(region)));
        }
        List<String> strangers = new ArrayList<>();
        for (Path page : pages()) {
            groups(BLOCK, Files.readString(page)).stream()
                    .filter(block -> !compiled.contains(bare(block)))
                    .forEach(block -> strangers.add(ROOT.relativize(page) + ":\n" + block));
        }
        assertEquals(List.of(), strangers);
    }

    @Test
    void every_region_is_shown_somewhere() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path page : pages()) {
            groups(BLOCK, Files.readString(page)).forEach(block -> shown.add(bare(block)));
        }
        for (Path source : files(SOURCES, ".java")) {
            for (String region : groups(REGION, Files.readString(source))) {
                assertTrue(shown.contains(bare(region)), () -> source.getFileName() + ":\n" + region);
            }
        }
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link :
                    groups(LINK, ANY_BLOCK.matcher(Files.readString(page)).replaceAll(""))) {
                if (!link.startsWith("https://") && !isThere(page, link)) {
                    broken.add(ROOT.relativize(page) + " -> " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean isThere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        if (!Files.exists(target) || hash < 0) {
            return Files.exists(target);
        }
        return groups(HEADING, ANY_BLOCK.matcher(Files.readString(target)).replaceAll("")).stream()
                .map(ReadmeSnippetsTest::anchor)
                .anyMatch(link.substring(hash + 1)::equals);
    }

    /** As common viewers make it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = files(ROOT, ".md");
        pages.addAll(files(ROOT.resolve("docs"), ".md"));
        return pages;
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList());
        }
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** Where lines are broken does not matter. */
    private static String bare(String code) {
        return code.replaceAll("\\s", "");
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("realtime-core")) ? here : here.getParent();
    }
}
