package dev.realtime.core;

import java.util.Objects;

/**
 * The thing in the application's domain that an event is about. Immutable.
 *
 * @param type the kind of thing, such as {@code revenue}; not empty
 * @param id which one of its kind; not empty
 */
public record Entity(String type, String id) {
    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if a part is empty
     */
    public Entity {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        if (type.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("entity must have a type and an id but was " + type + "/" + id);
        }
    }
}
