package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** F1.3, F2.5: what a client may use. */
class LimitsTest {
    private static void assertRefused(String text, Supplier<Limits> call) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call::get).getMessage());
        assertTrue(message.contains(text), message);
    }

    @Test
    void F1_3_the_defaults_are_10_a_user_and_1_000_an_org() {
        assertEquals(10, Limits.DEFAULT.connectionsPerUser());
        assertEquals(1_000, Limits.DEFAULT.connectionsPerOrg());
    }

    @Test
    void each_method_changes_its_own_limit() {
        assertEquals(
                new Limits(1, 2, 3, 64 * 1024, 5, 6),
                Limits.DEFAULT
                        .connectionsPerUser(1)
                        .connectionsPerOrg(2)
                        .servicesPerConnection(3)
                        .messagesPerSecond(5)
                        .unauthenticated(6));
    }

    @Test
    void a_limit_that_is_not_positive_is_refused_with_name_and_value() {
        assertRefused("connectionsPerUser must be positive but was 0", () -> Limits.DEFAULT.connectionsPerUser(0));
        assertRefused("connectionsPerOrg must be positive but was -1", () -> Limits.DEFAULT.connectionsPerOrg(-1));
        assertRefused("messagesPerSecond must be positive but was 0", () -> Limits.DEFAULT.messagesPerSecond(0));
        assertRefused("unauthenticated must be positive but was 0", () -> Limits.DEFAULT.unauthenticated(0));
        assertRefused("messageBytes must be 1,024 to 65,536 but was 0", () -> new Limits(1, 1, 1, 0, 1, 1));
    }

    @Test
    void P6_more_than_128_services_are_refused_with_the_value() {
        assertEquals(128, Limits.DEFAULT.servicesPerConnection(128).servicesPerConnection());
        assertRefused("129", () -> Limits.DEFAULT.servicesPerConnection(129));
    }
}
