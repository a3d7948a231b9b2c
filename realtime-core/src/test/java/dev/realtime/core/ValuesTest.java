package dev.realtime.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names, positions, identities and events may be; a message of refusal holds the value. */
class ValuesTest {
    private static void assertRefused(String value, Executable call) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(value), message);
    }

    // ---- channel

    @ParameterizedTest
    @ValueSource(strings = {"finance", "A.b_c:d-9", "x"})
    void P4_a_service_may_have_these_names(String name) {
        assertEquals(name, Channel.of("acme", name).service());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fin ance", "finanz/1", "ü", "a\n", "*"})
    void P4_a_service_may_not_have_these_names(String name) {
        assertRefused(name.strip(), () -> Channel.of("acme", name));
        assertFalse(Channel.isService(name));
    }

    @Test
    void P4_a_service_has_at_most_64_characters() {
        assertTrue(Channel.isService("x".repeat(64)));
        assertFalse(Channel.isService("x".repeat(65)));
    }

    @Test
    void an_org_has_1_to_128_characters_without_control_characters() {
        Channel.of("Ünïcode org 1", "finance");
        Channel.of("x".repeat(128), "finance");
        assertRefused("\"\"", () -> Channel.of("", "finance"));
        assertRefused("\"xxx", () -> Channel.of("x".repeat(129), "finance"));
        assertRefused("\"a?b\"", () -> Channel.of("a\nb", "finance"));
    }

    @Test
    void the_message_about_a_huge_name_is_short() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Channel.of("acme", "x".repeat(1_000_000)));
        assertTrue(String.valueOf(e.getMessage()).length() < 300);
    }

    // ---- position

    @Test
    void D5_seq_is_0_to_2_to_the_53_minus_1() {
        assertEquals(9_007_199_254_740_991L, new Position("E", Position.MAX_SEQ).seq());
        assertRefused("-1", () -> new Position("E", -1));
        assertRefused("9007199254740992", () -> new Position("E", 1L << 53));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a~b", "a b", "12345678901234567", "é"})
    void D5_an_epoch_may_not_have_these_names(String epoch) {
        assertThrows(IllegalArgumentException.class, () -> new Position(epoch, 1));
    }

    @Test
    void D5_an_epoch_has_letters_digits_hyphens_and_underscores() {
        assertEquals("azAZ09_-", new Position("azAZ09_-", 1).epoch());
        assertTrue(Position.isEpoch("1234567890123456"));
    }

    @Test
    void a_position_is_read_as_it_is_shown() {
        assertEquals(new Position("Zk1", 40), Position.parse("Zk1.40"));
        assertEquals(new Position("e", 0), Position.parse(new Position("e", 0).toString()));
        assertEquals(new Position("e", Position.MAX_SEQ), Position.parse("e." + Position.MAX_SEQ));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "40", ".40", "Zk1.", "Zk1.x", "Zk1.-1", "a.b.40", "Zk1.9007199254740992"})
    void what_is_no_position_is_refused_with_its_text(String text) {
        assertRefused("a position is epoch.seq but was " + text, () -> Position.parse(text));
    }

    // ---- identity, entity

    @Test
    void an_identity_has_an_org_and_a_user() {
        assertRefused("0", () -> Identity.of("acme", ""));
        assertRefused("129", () -> Identity.of("acme", "x".repeat(129)));
        assertRefused("org", () -> Identity.of("", "maria"));
    }

    @Test
    void the_same_user_is_told_by_org_and_user() {
        Identity maria = Identity.of("acme", "maria");
        assertTrue(maria.isSameUser(new Identity("acme", "maria", "Maria", Instant.EPOCH)));
        assertFalse(maria.isSameUser(Identity.of("acme", "bob")));
        assertFalse(maria.isSameUser(Identity.of("other", "maria")));
    }

    @Test
    void an_entity_has_a_type_and_an_id() {
        assertRefused("/17", () -> new Entity("", "17"));
        assertRefused("revenue/", () -> new Entity("revenue", ""));
    }

    // ---- event

    @Test
    void each_part_that_is_added_to_an_event_makes_a_new_one() {
        Event plain = Event.of("t", 1);
        Event full = plain.id("e1").entity("revenue", "17").tag("b", 2).tag("a", true);
        assertNull(plain.id());
        assertNull(plain.entity());
        assertEquals(Map.of(), plain.tags());
        assertEquals("e1", full.id());
        assertEquals(new Entity("revenue", "17"), full.entity());
        assertEquals(List.of("b", "a"), List.copyOf(full.tags().keySet()));
        assertEquals(Map.of("b", "2", "a", "true"), full.tags());
    }

    @Test
    void the_tags_of_an_event_cannot_be_changed() {
        Map<String, String> tags = Event.of("t", 1).tag("a", 1).tags();
        assertThrows(UnsupportedOperationException.class, () -> tags.put("b", "2"));
    }

    @Test
    void an_event_needs_a_type_and_an_id_of_at_most_128_characters() {
        assertRefused("type", () -> Event.of("", 1));
        assertRefused("id", () -> Event.of("t", 1).id(""));
        assertRefused("129", () -> Event.of("t", 1).id("x".repeat(129)));
        assertRefused("tag", () -> Event.of("t", 1).tag("", 1));
    }

    @Test
    void P18_half_a_surrogate_pair_is_no_text_of_an_event() {
        Event event = Event.of("\ud83d\ude00", 1);
        String first = "a\ud83d";
        String second = "\ude00\n\ud83d\ude00";
        assertRefused(
                "type must be Unicode but has half a surrogate pair at index 1: \"a\\ud83d\"",
                () -> Event.of(first, 1));
        assertRefused("at index 0: \"\\ude00\\u000a\ud83d\ude00\"", () -> Event.of(second, 1));
        assertRefused("id must", () -> event.id(first));
        assertRefused("entity type must", () -> event.entity(first, "17"));
        assertRefused("entity id must", () -> event.entity("revenue", second));
        assertRefused("tag must", () -> event.tag(second, 1));
        assertRefused("tag room must", () -> event.tag("room", first));
        assertEquals(
                "\ud83d\ude00",
                event.id("\ud83d\ude00").tag("\ud83d\ude00", "\ud83d\ude00").id());
    }

    @Test
    void the_message_about_a_long_text_is_short() {
        String endless = "x".repeat(1_000_000) + "\ud83d";
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Event.of(endless, 1));
        assertTrue(String.valueOf(e.getMessage()).length() < 300);
    }

    @Test
    void the_text_of_an_event_holds_no_payload() {
        assertFalse(Event.of("t", "secret").id("e1").toString().contains("secret"));
    }

    // ---- filter

    @Test
    void P6_half_a_surrogate_pair_is_no_text_of_a_filter() {
        assertRefused("\\ud83d", () -> Filter.of("a\ud83d", 1));
        assertRefused("\\ud83d", () -> Filter.of("a", "\ud83d"));
        assertTrue(Filter.of("a", "\ud83d\ude00").matches(Map.of("a", "\ud83d\ude00")));
    }

    // ---- gap reasons

    @Test
    void P11_reasons_have_their_names_on_the_wire() {
        assertEquals(
                List.of(
                        "trimmed",
                        "epoch",
                        "tail-lost",
                        "ahead",
                        "unknown-position",
                        "slow-consumer",
                        "filter",
                        "transit"),
                List.of(GapReason.values()).stream().map(GapReason::wireName).toList());
    }

    @Test
    void P11_a_reason_that_is_not_known_is_empty() {
        assertTrue(GapReason.ofWireName("sunspots").isEmpty());
        assertEquals(GapReason.TAIL_LOST, GapReason.ofWireName("tail-lost").orElseThrow());
    }
}
