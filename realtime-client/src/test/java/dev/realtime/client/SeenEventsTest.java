package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import org.junit.jupiter.api.Test;

/** F3.4: which events are known, org by org. */
class SeenEventsTest {
    private final SeenEvents seen = new SeenEvents();

    /** Whether an event with that id is news in an org. */
    private boolean isNews(String org, String id) {
        seen.useOrg(org);
        return seen.add(
                "finance", new ServerMessage.EventData("t", id, null, NullNode.instance), new Position("e", 1), 0, 0);
    }

    @Test
    void F3_4_an_event_is_known_in_its_org_only() {
        assertTrue(isNews("a", "1"));
        assertFalse(isNews("a", "1"));
        assertTrue(isNews("b", "1"));
        assertFalse(isNews("a", "1"));
    }

    @Test
    void F3_4_the_3_orgs_that_were_used_last_are_remembered() {
        isNews("a", "1");
        isNews("b", "1");
        isNews("a", "2");
        isNews("c", "1");
        assertFalse(isNews("b", "1"));
        assertFalse(isNews("a", "1"));
        isNews("d", "1"); // c was used longest ago
        assertFalse(isNews("b", "1"));
        assertFalse(isNews("a", "1"));
        assertTrue(isNews("c", "1"));
    }
}
