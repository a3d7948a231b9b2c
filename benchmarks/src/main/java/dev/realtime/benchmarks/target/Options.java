package dev.realtime.benchmarks.target;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A command line of {@code --name value} and {@code --name}. What nobody asks for is a mistake of who wrote it. Not thread-safe. */
public final class Options {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> unread;

    /** Reads a command line. */
    public Options(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException("an option begins with -- but was " + arguments[i]);
            }
            boolean flag = i + 1 == arguments.length || arguments[i + 1].startsWith("--");
            String name = arguments[i].substring(2);
            values.put(name, flag ? "true" : arguments[++i]);
        }
        unread = new HashSet<>(values.keySet());
    }

    /** An option, or what holds where it is absent. */
    public String text(String name, String otherwise) {
        unread.remove(name);
        return values.getOrDefault(name, otherwise);
    }

    /** A whole number, or what holds where it is absent. */
    public int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    /** A number, or what holds where it is absent. */
    public double decimal(String name, double otherwise) {
        return Double.parseDouble(text(name, Double.toString(otherwise)));
    }

    /** Whether a flag is there. */
    public boolean flag(String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }

    /** Fails if there are options that were not asked for. */
    public void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new IllegalArgumentException("not known: " + unread);
        }
    }
}
