package dev.realtime.testkit.contract;

import dev.realtime.core.Entity;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Draft;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the rules append, and how they show what comes back. */
final class Drafts {
    private Drafts() {}

    /** An event with a text. */
    static Draft text(String text) {
        return Draft.events(Map.of(), null, json("[{\"type\":\"t\",\"data\":\"" + text + "\"}]"));
    }

    /** A payload of exactly so many bytes, at least 4. */
    static Draft sized(int bytes) {
        return Draft.events(Map.of(), null, json("[\"" + "x".repeat(bytes - 4) + "\"]"));
    }

    /** One of each kind: with and without each part, and with characters that careless encodings lose. */
    static List<Draft> various() {
        byte[] plain = json("[{\"type\":\"t\",\"data\":1}]");
        byte[] wide = json("[{\"type\":\"t\",\"data\":\"\u00e9 \u20ac \ud83d\ude00 \\u0000 , : ; = | \\n\"}]");
        Map<String, String> tags = Map.of("propertyId", "1", "empty", "", "a=b;c,d|e", "\u00e9 \ud83d\ude00 \n \"'");
        Entity entity = new Entity("rev:enue|1", "17/\u00e9,\ud83d\ude00");
        String longId = "i".repeat(128);
        return List.of(
                Draft.events(Map.of(), null, plain),
                Draft.events(tags, null, plain),
                Draft.events(Map.of(), longId, plain),
                Draft.events(Map.of(), "id:1|\u00e9,2", wide),
                new Draft(Map.of(), null, entity, Publication.Kind.EVENTS, plain),
                new Draft(tags, "all", entity, Publication.Kind.EVENTS, wide),
                new Draft(Map.of(), null, null, Publication.Kind.INVALIDATE, json("{\"keys\":[\"a\",\"b\"]}")),
                Draft.events(Map.of(), null, json("[]")));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Everything that a draft says. */
    static String show(Draft draft) {
        return draft.kind() + " id=" + draft.eventId() + " entity=" + draft.entity() + " tags="
                + new TreeMap<>(draft.tags()) + " " + new String(draft.payload(), StandardCharsets.UTF_8);
    }

    /** The same of a publication: neither position nor time. */
    static String show(Publication publication) {
        return show(new Draft(
                publication.tags(),
                publication.eventId(),
                publication.entity(),
                publication.kind(),
                publication.payload()));
    }

    /** A publication with everything. */
    static String showAll(Publication publication) {
        return publication.position() + " at " + publication.time() + " " + show(publication);
    }
}
