package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resume;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a reader may give: a message within the limits of protocol section 2, or a refusal that can be sent back. */
final class WellFormed {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.BAD_MESSAGE, ErrorCode.UNSUPPORTED_VERSION);

    private WellFormed() {}

    static void refusal(ProtocolException refusal) {
        assertTrue(REFUSALS.contains(refusal.code()), () -> "code " + refusal.code());
        if (refusal.requestId() != null) {
            number(refusal.requestId());
        }
        String text = refusal.getMessage();
        assertNotNull(text);
        assertTrue(text.length() <= 200, () -> "a text of " + text.length() + " characters");
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), "something of the peer's is in the text");
    }

    static void message(ClientMessage message) {
        if (message instanceof ClientMessage.Request request) {
            number(request.id());
        }
        if (message instanceof ClientMessage.Handshake handshake) {
            handshake(handshake);
        } else if (message instanceof ClientMessage.Subscribe subscribe) {
            services(subscribe.services());
            resume(subscribe.resume(), subscribe.services());
            assertNull(subscribe.resume().lastSeq());
        } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            services(unsubscribe.services());
        } else if (message instanceof ClientMessage.ChangeFilter change) {
            filter(change.filter());
        } else if (message instanceof ClientMessage.Refresh refresh) {
            assertNotNull(refresh.token());
        } else if (message instanceof ClientMessage.Delivered delivered) {
            delivered.positions().values().forEach(WellFormed::position);
        }
    }

    private static void handshake(ClientMessage.Handshake handshake) {
        services(handshake.services());
        resume(handshake.resume(), handshake.services());
        filter(handshake.filter());
        name(handshake.client());
        name(handshake.instance());
        assertEquals(
                "Handshake[services=" + handshake.services() + ", resume=" + handshake.resume() + ", client="
                        + handshake.client() + "]",
                handshake.toString()); // no token
    }

    private static void services(List<String> services) {
        assertTrue(!services.isEmpty() && services.size() <= ClientMessage.MAX_SERVICES);
        assertEquals(services.size(), new HashSet<>(services).size(), "distinct");
        assertTrue(services.stream().allMatch(Channel::isService));
    }

    private static void resume(Resume resume, List<String> services) {
        assertTrue(services.containsAll(resume.positions().keySet()));
        resume.positions().values().forEach(WellFormed::position);
        if (resume.lastSeq() != null) {
            number(resume.lastSeq());
        }
    }

    private static void position(Position position) {
        assertTrue(Position.isEpoch(position.epoch()));
        number(position.seq());
    }

    private static void number(long number) {
        assertTrue(number >= 0 && number <= Position.MAX_SEQ, () -> "number " + number);
    }

    private static void name(String name) {
        assertTrue(name == null || (!name.isEmpty() && name.length() <= 128));
    }

    private static void filter(Filter filter) {
        assertTrue(filter.values().size() <= Filter.MAX_KEYS);
        filter.values().forEach((tag, wanted) -> {
            assertTrue(!tag.isEmpty() && tag.length() <= Filter.MAX_LENGTH);
            assertTrue(!wanted.isEmpty() && wanted.size() <= Filter.MAX_VALUES);
            assertTrue(wanted.stream().allMatch(value -> !value.isEmpty() && value.length() <= Filter.MAX_LENGTH));
        });
    }
}
