package dev.realtime.core;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which publications a client wants, by their tags (protocol rule P6): every key must match, any of its values will do. Values
 * compare as text. A publication without the tag passes, since it concerns everybody. Immutable.
 *
 * @param values by tag: what is wanted; empty lets everything pass
 */
public record Filter(Map<String, Set<String>> values) {
    /** Lets everything pass. */
    public static final Filter NONE = new Filter(Map.of());

    /** The most tags of a filter. */
    public static final int MAX_KEYS = 16;

    /** The most values of a tag. */
    public static final int MAX_VALUES = 64;

    /** The longest tag and value, in characters. */
    public static final int MAX_LENGTH = 128;

    /**
     * Keeps a copy.
     *
     * @throws IllegalArgumentException if there are too many tags or values, no value for a tag, or one is empty, too long or no
     *     Unicode
     */
    public Filter {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        values.forEach((tag, wanted) -> copy.put(requireText(tag), Set.copyOf(wanted)));
        if (copy.size() > MAX_KEYS) {
            throw new IllegalArgumentException("a filter has at most " + MAX_KEYS + " tags but had " + copy.size());
        }
        copy.forEach((tag, wanted) -> {
            if (wanted.isEmpty() || wanted.size() > MAX_VALUES) {
                throw new IllegalArgumentException(
                        "a filter has 1 to " + MAX_VALUES + " values for a tag but had " + wanted.size());
            }
            wanted.forEach(Filter::requireText);
        });
        values = Map.copyOf(copy);
    }

    private static String requireText(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "tags and values of a filter have 1 to " + MAX_LENGTH + " characters but one had " + text.length());
        }
        Text.requireWhole("a tag or value of a filter", text);
        return text;
    }

    /**
     * A filter on one tag.
     *
     * @param tag its name
     * @param value the value that is wanted; compared as text
     * @return the filter
     * @throws IllegalArgumentException if one is empty, too long or no Unicode
     */
    public static Filter of(String tag, Object value) {
        return NONE.and(tag, value);
    }

    /**
     * Wants one more tag to match, in place of what was wanted of it before.
     *
     * @param tag its name
     * @param anyOf the values of which one must be there; compared as text
     * @return the narrower filter
     * @throws IllegalArgumentException if there are too many, or one is empty, too long or no Unicode
     */
    public Filter and(String tag, Object... anyOf) {
        Map<String, Set<String>> more = new LinkedHashMap<>(values);
        Set<String> wanted = new HashSet<>();
        for (Object value : anyOf) {
            wanted.add(String.valueOf(value));
        }
        more.put(tag, wanted);
        return new Filter(more);
    }

    /**
     * Tells whether everything passes.
     *
     * @return whether nothing is wanted in particular
     */
    public boolean isNone() {
        return values.isEmpty();
    }

    /**
     * Looks at the tags of a publication.
     *
     * @param tags by name
     * @return whether it passes
     */
    public boolean matches(Map<String, String> tags) {
        if (values.isEmpty() || tags.isEmpty()) {
            return true;
        }
        for (Map.Entry<String, Set<String>> wanted : values.entrySet()) {
            String tag = tags.get(wanted.getKey());
            if (tag != null && !wanted.getValue().contains(tag)) {
                return false;
            }
        }
        return true;
    }
}
