package dev.realtime.peers.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command line of {@code --name value} and {@code --name}. Immutable. */
public final class Options {
    private static final Set<String> COMMON = Set.of("port", "control", "size", "channels");

    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads a command line.
     *
     * @param arguments the command line
     * @param more names beside those that every peer has; any other is a mistake of who wrote it
     */
    public Options(String[] arguments, String... more) {
        Set<String> names = Stream.concat(COMMON.stream(), Stream.of(more)).collect(Collectors.toSet());
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : arguments[i];
            if (!names.contains(name)) {
                throw new IllegalArgumentException("not an option: " + arguments[i] + "; there are " + names);
            }
            boolean flag = i + 1 == arguments.length || arguments[i + 1].startsWith("--");
            values.put(name, flag ? "true" : arguments[++i]);
        }
    }

    /** Where WebSocket or HTTP clients connect to. */
    public int port() {
        return required("port");
    }

    /** Where the driver connects to. */
    public int control() {
        return required("control");
    }

    /** How many bytes the JSON of an event has. */
    public int size() {
        return number("size", 200);
    }

    /** How many channels there are. */
    public int channels() {
        return number("channels", 1);
    }

    /** A whole number that has to be there. */
    public int required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return Integer.parseInt(value);
    }

    /** A whole number, or what holds where it is absent. */
    public int number(String name, int otherwise) {
        return values.containsKey(name) ? required(name) : otherwise;
    }

    /** Whether a flag is there. */
    public boolean flag(String name) {
        return Boolean.parseBoolean(values.getOrDefault(name, "false"));
    }

    /** A text, or what holds where it is absent. */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }
}
