package dev.realtime.tests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Position;
import dev.realtime.jakarta.Container;
import dev.realtime.testkit.wire.BadFrame;
import dev.realtime.testkit.wire.RawClient;
import dev.realtime.testkit.wire.RawFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends costs its own connection at most, in a real container (RFC 6455; protocol rules P4, P6, P11). */
@Tag("real")
@ParameterizedClass
@EnumSource(Container.Kind.class)
class BadFramesToServerTest {
    private static final String HANDSHAKE = "{\"services\":[\"finance\"],\"version\":1}";
    private static final String PROBE = "{\"type\":\"unsubscribe\",\"id\":77,\"services\":[\"other\"]}";

    /** What this server does where the protocol lets it go on; "error 901" is an error that answers request 901. */
    private static final Map<BadFrame, List<String>> ANSWERS = Map.of(
            BadFrame.OVERLONG_LENGTH, List.of("goes on"), // as both containers do
            BadFrame.TINY_FRAGMENTS, List.of("closed 4413"),
            BadFrame.UNKNOWN_TYPE, List.of("error 901", "goes on"),
            BadFrame.MISSING_FIELD, List.of("error 902", "goes on"),
            BadFrame.DEEP_JSON, List.of("error", "closed 4400"),
            BadFrame.HUGE_NUMBER, List.of("error", "closed 4400"),
            BadFrame.DUPLICATE_KEYS, List.of("error", "closed 4400"),
            BadFrame.SEQ_BACKWARDS, List.of("goes on"),
            BadFrame.ACK_FUTURE, List.of("goes on"),
            BadFrame.GZIP_BOMB, List.of("error", "closed 4400"));

    private static WireServer server;
    private static RawClient bystander;
    private final Container.Kind kind;

    BadFramesToServerTest(Container.Kind kind) {
        this.kind = kind;
    }

    @BeforeParameterizedClassInvocation
    static void start(Container.Kind kind) throws Exception {
        server = new WireServer(kind, Duration.ofSeconds(30));
        bystander = connected("bystander");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        bystander.close();
        server.close();
    }

    private static RawClient connected(String user) {
        RawClient client = RawClient.connect(server.uri(), "Authorization: Bearer " + user);
        client.send(HANDSHAKE);
        client.expectMessage("\"ack\"");
        return client;
    }

    /** Sends something broken in the place of a head that both clients know. */
    private static void attack(RawClient mallory, BadFrame bad) {
        Position head = server.publish("before " + bad);
        mallory.expectMessage("before " + bad);
        bystander.expectMessage("before " + bad);
        mallory.bad(bad, new BadFrame.Place("finance", head.epoch(), head.seq()));
    }

    private static void assertUndisturbed(BadFrame bad) {
        server.publish("after " + bad);
        bystander.expectMessage("after " + bad);
    }

    static Stream<BadFrame> fatal() {
        return Stream.of(BadFrame.values()).filter(bad -> !bad.mayGoOn());
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void a_frame_against_rfc_6455_ends_its_connection_with_a_code_that_fits(BadFrame bad) {
        try (RawClient mallory = RawClient.connect(server.uri(), "Authorization: Bearer mallory-" + bad)) {
            mallory.bad(bad, BadFrame.Place.DEFAULT);
            assertCodeFits(bad, mallory.expectClosed());
        }
        assertUndisturbed(bad);
    }

    /**
     * As above, behind a frame of the server's. There Tomcat does not promise a code: when it reads something broken it gives up a write
     * that its own threads have not finished with, though the client may have the whole frame, and its close frame gets in the way of
     * that write: both share a buffer for the head. Either waits for the other until Tomcat cuts the connection.
     */
    @ParameterizedTest
    @MethodSource("fatal")
    void a_frame_against_rfc_6455_ends_a_connection_that_is_used_and_disturbs_no_other(BadFrame bad) {
        try (RawClient mallory = connected("mallory-" + bad)) {
            attack(mallory, bad);
            int code = mallory.expectClosed();
            if (kind != Container.Kind.TOMCAT) {
                assertCodeFits(bad, code);
            }
        }
        assertUndisturbed(bad);
    }

    private static void assertCodeFits(BadFrame bad, int code) {
        assertTrue(bad.codes().contains(code), code + " is not of " + bad.codes() + ": " + bad.why());
    }

    static Stream<BadFrame> harmless() {
        return ANSWERS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void what_need_not_be_fatal_is_refused_or_ignored_or_closed_by_a_code_of_the_protocol(BadFrame bad) {
        assertTrue(bad.mayGoOn());
        try (RawClient mallory = connected("mallory-" + bad)) {
            attack(mallory, bad);
            assertEquals(ANSWERS.get(bad), answers(mallory), () -> mallory.log().toString());
            assertUndisturbed(bad);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "EPOCH_REUSE")
    void a_position_of_an_epoch_that_is_over_is_answered_by_a_gap(BadFrame bad) {
        try (RawClient mallory = connected("mallory-" + bad)) {
            attack(mallory, bad);
            mallory.expectMessage("\"ack\"", "\"id\":905", "\"resumed\":\"gap\"");
            mallory.expectMessage("\"gap\"", "\"reason\":\"epoch\"");
            assertUndisturbed(bad);
            mallory.expectMessage("after " + bad);
        }
    }

    /** Errors, and then how it ends or that it goes on: a request is answered. */
    private static List<String> answers(RawClient mallory) {
        try {
            mallory.send(PROBE);
        } catch (UncheckedIOException e) {
            // the server has closed meanwhile; what it said is still to be read
        }
        List<String> answers = new ArrayList<>();
        while (true) {
            RawFrame frame = mallory.takeFrame();
            if (frame.opcode() == RawFrame.CLOSE) {
                answers.add("closed " + frame.closeCode());
                return answers;
            }
            if (frame.text().contains("\"id\":77")) {
                answers.add("goes on");
                return answers;
            }
            if (frame.text().contains("\"error\"")) {
                answers.add("error"
                        + frame.text()
                                .replaceAll(".*\"id\":([0-9]+).*|.*", " $1")
                                .stripTrailing());
            }
        }
    }
}
