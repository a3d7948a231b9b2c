package dev.realtime.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an application publishes: something that happened. Immutable; each method that adds a part returns a new event. All texts have to
 * be Unicode, without half of a surrogate pair (protocol rule P18).
 *
 * <pre>{@code
 * Event.of("revenue_created", revenue).id(eventId).entity("revenue", "17").tag("propertyId", 1)
 * }</pre>
 */
public final class Event {
    private final String type;
    private final @Nullable Object data;
    private final @Nullable String id;
    private final @Nullable Entity entity;
    private final Map<String, String> tags;

    private Event(
            String type,
            @Nullable Object data,
            @Nullable String id,
            @Nullable Entity entity,
            Map<String, String> tags) {
        this.type = type;
        this.data = data;
        this.id = id;
        this.entity = entity;
        this.tags = tags;
    }

    /**
     * An event without id, entity or tags.
     *
     * @param type what happened, such as {@code revenue_created}; not empty
     * @param data the payload: anything that Jackson can serialise, or null
     * @return the event
     * @throws IllegalArgumentException if the type is empty, or no Unicode
     */
    public static Event of(String type, @Nullable Object data) {
        Text.require("type", type);
        return new Event(type, data, null, null, Map.of());
    }

    /**
     * Names this one occurrence, so that publishing it twice inside two minutes appends it once and clients drop a repeat that
     * comes within five. Ids must therefore not begin again with the process: a UUID or a database key is fine, a counter is not.
     *
     * @param newId the id, 1 to 128 characters; of the occurrence, not of the entity
     * @return a new event with that id
     * @throws IllegalArgumentException if the id is empty, too long or no Unicode
     */
    public Event id(String newId) {
        Text.require("id", newId);
        if (newId.length() > 128) {
            throw new IllegalArgumentException("id must have at most 128 characters but had " + newId.length());
        }
        return new Event(type, data, newId, entity, tags);
    }

    /**
     * Says what the event is about.
     *
     * @param entityType the kind of thing; not empty
     * @param entityId which one of its kind; not empty
     * @return a new event about that entity
     * @throws IllegalArgumentException if one is empty, or no Unicode
     */
    public Event entity(String entityType, String entityId) {
        Entity about = new Entity(entityType, entityId);
        Text.requireWhole("entity type", entityType);
        Text.requireWhole("entity id", entityId);
        return new Event(type, data, id, about, tags);
    }

    /**
     * Adds a tag, which server-side filters look at.
     *
     * @param key the tag's name; not empty
     * @param value its value; compared as text
     * @return a new event with that tag
     * @throws IllegalArgumentException if the name is empty, or one of both no Unicode
     */
    public Event tag(String key, Object value) {
        Text.require("tag", key);
        String text = String.valueOf(Objects.requireNonNull(value, "value"));
        Text.requireWhole("tag " + key, text);
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, text);
        return new Event(type, data, id, entity, Collections.unmodifiableMap(more));
    }

    /**
     * What happened.
     *
     * @return the type
     */
    public String type() {
        return type;
    }

    /**
     * The payload.
     *
     * @return what the application gave, or null
     */
    public @Nullable Object data() {
        return data;
    }

    /**
     * The name of this occurrence.
     *
     * @return the id, or null
     */
    public @Nullable String id() {
        return id;
    }

    /**
     * What the event is about.
     *
     * @return the entity, or null
     */
    public @Nullable Entity entity() {
        return entity;
    }

    /**
     * The tags.
     *
     * @return an unmodifiable map in the order of adding
     */
    public Map<String, String> tags() {
        return tags;
    }

    /** Shows type and id, never the payload. */
    @Override
    public String toString() {
        return "Event[" + type + (id == null ? "" : ", id=" + id) + "]";
    }
}
