package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One end of a connection to a server: says what it is told to, and hears everything as a client would, unless it is stalled. */
final class Peer implements Transport {
    /** All publications here are small, so this bounds every frame (protocol rule P18). */
    private static final int MAX_FRAME_BYTES = 65 * 1024;

    /** What a server may close with (protocol section 6). Not 1011: a client must not bring about a fault of the server. */
    private static final Set<Integer> CLOSES = Set.of(4400, 4401, 4403, 4408, 4409, 4413, 4429, 4480, 4481);

    /** Those that an error explains (protocol rule P15). */
    private static final Set<Integer> EXPLAINED = Set.of(4400, 4401, 4403, 4413, 4429);

    private final ManualScheduler time;
    private final List<ServerMessage> heard = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>(); // the requests that want an answer
    private Listener server;
    private Completion inFlight; // of a stalled peer, or null
    private CloseReason closed; // what the server said, or null
    private Throwable fault; // the first one; what is thrown into the server might be swallowed there
    private boolean greeted; // whether something has been said
    private boolean ended;
    private boolean stalled;
    private boolean wasStalled;

    private Peer(ManualScheduler time) {
        this.time = time;
    }

    /** A connection whose upgrade has just happened; without a token in a header for null. */
    static Peer connect(RealtimeServer server, ManualScheduler time, String token) {
        String authorization = token == null ? null : "Bearer " + token;
        UpgradeRequest upgrade = new UpgradeRequest(null, null, authorization, List.of(), null);
        Peer peer = new Peer(time);
        peer.server = server.open(peer, (Admission.Admitted) server.admit(upgrade));
        return peer;
    }

    void say(String json) {
        say(Frame.text(json));
    }

    void say(Frame frame) {
        if (!ended) {
            note(frame.bytes());
            server.onFrame(frame);
        }
    }

    private void note(byte[] json) {
        boolean handshake = !greeted;
        greeted = true;
        if (handshake) {
            return;
        }
        try {
            if (ClientMessageReader.read(json) instanceof ClientMessage.Request request) {
                asked.add(request.id());
            }
        } catch (ProtocolException e) {
            if (e.requestId() != null) {
                asked.add(e.requestId());
            }
        }
    }

    void stall() {
        stalled = true;
        wasStalled = true;
    }

    void resume() {
        stalled = false;
        if (inFlight != null) {
            Completion completion = inFlight;
            inFlight = null;
            time.execute(() -> completion.onComplete(null));
        }
    }

    void hangUp() {
        end(CloseReason.of(CloseReason.GOING_AWAY, "bye"));
    }

    private void end(CloseReason reason) {
        if (!ended) {
            ended = true;
            time.execute(() -> server.onClosed(reason));
        }
    }

    @Override
    public void send(Frame frame, Completion completion) {
        try {
            assertTrue(frame.size() <= MAX_FRAME_BYTES, () -> "a frame of " + frame.size() + " bytes");
            ServerMessage message = ServerMessageReader.read(FrameCodec.decode(frame, MAX_FRAME_BYTES));
            assertFalse(message instanceof ServerMessage.Unknown, "the server says what nobody knows");
            heard.add(message);
        } catch (ProtocolException | AssertionError e) {
            fault = fault == null ? e : fault;
        }
        if (stalled) {
            inFlight = completion;
        } else {
            time.execute(() -> completion.onComplete(null));
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (!ended) {
            closed = reason;
            end(reason);
        }
    }

    /** The sequence numbers of all publications that came. */
    List<Long> received(String service) {
        List<Long> seqs = new ArrayList<>();
        for (ServerMessage message : heard) {
            if (message instanceof ServerMessage.Range range && range.service().equals(service)) {
                range.entries().forEach(entry -> seqs.add(entry.seq()));
            }
        }
        return seqs;
    }

    /** What must hold when nothing is under way any more, and the time limit of a handshake has passed. */
    void check() {
        if (fault != null) {
            throw new AssertionError("what a client cannot read", fault);
        }
        List<Long> answered = answered();
        assertTrue(
                answered.size() <= asked.size() && answered.equals(asked.subList(0, answered.size())),
                () -> "asked " + asked + ", answered " + answered);
        if (closed != null) {
            checkClose(closed.code());
        } else if (!ended) {
            assertTrue(greeted, "no handshake within 10 s, and still there");
            assertFalse(heard.isEmpty(), "a handshake without an answer");
            assertTrue(
                    heard.get(0) instanceof ServerMessage.Ack ack && ack.id() == null, () -> "first " + heard.get(0));
            assertEquals(asked, answered, "each request is answered once, in order");
        }
    }

    private List<Long> answered() {
        List<Long> answered = new ArrayList<>();
        for (ServerMessage message : heard) {
            if (message instanceof ServerMessage.Ack ack && ack.id() != null) {
                answered.add(ack.id());
            } else if (message instanceof ServerMessage.Failure failure && failure.id() != null) {
                assertTrue(failure.code() != ErrorCode.INTERNAL, failure::message);
                answered.add(failure.id());
            }
        }
        return answered;
    }

    private void checkClose(int code) {
        assertTrue(CLOSES.contains(code), () -> "closed with " + closed);
        if (EXPLAINED.contains(code) && !wasStalled) {
            assertFalse(heard.isEmpty(), () -> "closed with " + closed + ", and not a word");
            ServerMessage last = heard.get(heard.size() - 1);
            assertTrue(last instanceof ServerMessage.Failure failure && failure.id() == null, () -> "last " + last);
            assertEquals(code, ((ServerMessage.Failure) last).code().closeCode());
        }
    }

    /** The connection lives, and nothing has gone wrong on it. */
    void checkUnharmed() {
        check();
        assertNull(closed);
        assertFalse(ended);
    }
}
