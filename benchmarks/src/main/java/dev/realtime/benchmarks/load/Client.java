package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the load client: its socket, its conversation, and what it has received. Survives its connection, so that it can come
 * back. Holds no buffer but for a frame that is incomplete. One thread, the swarm's.
 */
public final class Client implements Wire, FrameReader.Sink {
    /** Where a client stands. */
    public enum State {
        /** Not connected, or not any more. */
        CLOSED,
        /** The TCP connection is on its way. */
        CONNECTING,
        /** The upgrade was asked for. */
        UPGRADING,
        /** The conversation has begun. */
        OPEN,
        /** Every event reaches it. */
        SUBSCRIBED
    }

    private static final byte[] NOTHING = {};
    private static final byte[] UPGRADED = "HTTP/1.1 101".getBytes(StandardCharsets.ISO_8859_1);

    private final Swarm swarm;
    private final Seat seat;
    private final Conversation conversation;
    private final Ledger ledger;
    private final Tally tally;
    private final Pace pace;
    private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();

    private State state = State.CLOSED;
    private FrameReader frames = new FrameReader();
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private byte[] carry = NOTHING; // the beginning of a frame
    private int carryLength;

    Client(Swarm swarm, Seat seat, Tally tally, Pace pace) {
        this.swarm = swarm;
        this.seat = seat;
        this.tally = tally;
        this.pace = pace;
        this.conversation = swarm.dialect().converse(seat);
        this.ledger = new Ledger(seat, swarm.allChannels());
    }

    /** Begins to connect; the swarm's sweeps do the rest. */
    public void connect() throws IOException {
        if (state != State.CLOSED) {
            throw new IllegalStateException("it is connected");
        }
        SocketChannel socket = SocketChannel.open();
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        pace.prepare(socket);
        channel = socket;
        frames = new FrameReader();
        carryLength = 0;
        outgoing.clear();
        setState(State.CONNECTING);
        key = socket.register(swarm.selector(), SelectionKey.OP_CONNECT, this);
        if (socket.connect(swarm.address())) {
            onConnected();
        }
    }

    /** Cuts the TCP connection, without a word. */
    public void cut() {
        close("");
    }

    void close(String reason) {
        SocketChannel open = channel;
        channel = null;
        key = null;
        boolean wasOpen = state != State.CLOSED;
        setState(State.CLOSED);
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket could not be closed", e);
            }
        }
        if (wasOpen && !reason.isEmpty()) {
            swarm.onLost(this, reason);
        }
    }

    private void setState(State next) {
        swarm.onState(state, next);
        state = next;
    }

    /** Where it stands. */
    public State state() {
        return state;
    }

    /** Its place. */
    public Seat seat() {
        return seat;
    }

    /** What it has received. */
    public Ledger ledger() {
        return ledger;
    }

    Pace pace() {
        return pace;
    }

    /** The selector says that something can be done. */
    void onReady(int operations) {
        try {
            if ((operations & SelectionKey.OP_CONNECT) != 0 && channel != null && channel.finishConnect()) {
                onConnected();
            }
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                flush();
            }
            if ((operations & SelectionKey.OP_READ) != 0) {
                read();
            }
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    private void onConnected() throws IOException {
        interest(pace.readsAtWill() ? SelectionKey.OP_READ : 0);
        setState(State.UPGRADING);
        InetSocketAddress address = swarm.address();
        String host = address.getHostString() + ":" + address.getPort();
        send(ClientFrames.upgrade(
                host, swarm.dialect().path(seat), swarm.dialect().headers(seat)));
    }

    private void interest(int operations) {
        SelectionKey now = key;
        if (now != null) {
            now.interestOps(operations);
        }
    }

    /** Reads what is there, once. */
    void read() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        ReadBuffer buffer = swarm.buffer();
        int end = buffer.fill(open, carry, carryLength, pace.bytesPerRead());
        if (end < 0) {
            close("the server closed the connection");
            return;
        }
        if (end == carryLength) {
            return;
        }
        swarm.onRead();
        tally.onWire(end - carryLength);
        carryLength = 0;
        int used = state == State.UPGRADING ? upgrade(buffer.bytes(), end) : 0;
        if (state == State.OPEN || state == State.SUBSCRIBED) {
            used += frames.read(buffer.bytes(), used, end, this);
        }
        keep(buffer.bytes(), used, end);
    }

    private void keep(byte[] bytes, int from, int end) {
        carryLength = end - from;
        if (carryLength == 0) {
            carry = NOTHING; // thousands of idle clients hold nothing
        } else if (carry.length < carryLength) {
            carry = Arrays.copyOfRange(bytes, from, end);
        } else {
            System.arraycopy(bytes, from, carry, 0, carryLength);
        }
    }

    /** Reads the answer to the upgrade when it is complete; tells how long it is. */
    private int upgrade(byte[] bytes, int end) {
        for (int i = 3; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                if (!Arrays.equals(bytes, 0, UPGRADED.length, UPGRADED, 0, UPGRADED.length)) {
                    String answer = new String(bytes, 0, Math.min(end, 200), StandardCharsets.ISO_8859_1);
                    close("no upgrade: " + answer.lines().findFirst().orElse(""));
                    return i + 1;
                }
                setState(State.OPEN);
                conversation.onOpen(this);
                return i + 1;
            }
        }
        return 0;
    }

    @Override
    public void onData(byte[] bytes, int offset, int length, boolean text) {
        Message message = swarm.message();
        message.set(bytes, offset, length, text);
        Decoded decoded = swarm.memo().decode(message);
        if (decoded.count() == 0) {
            Message plain = message.isGzip() ? new Message(Decoder.gunzip(message), true) : message;
            conversation.onMessage(plain, this);
            return;
        }
        ledger.take(decoded);
        tally.onMessage(length);
        tally.onEvents(decoded, swarm.now());
        swarm.onDelivered(decoded.count());
        conversation.onEvents(message, decoded.digest(), this);
    }

    @Override
    public void onControl(int opcode, byte[] bytes, int offset, int length) {
        if (opcode == FrameReader.PING) {
            send(ClientFrames.frame(FrameReader.PONG, bytes, offset, length));
        } else if (opcode == FrameReader.CLOSE) {
            int code = length < 2 ? 1005 : (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
            close("the server closed with " + code);
        }
    }

    @Override
    public void text(String message) {
        send(ClientFrames.frame(FrameReader.TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void binary(byte[] message) {
        send(ClientFrames.frame(FrameReader.BINARY, message));
    }

    @Override
    public void subscribed() {
        if (state == State.OPEN) {
            setState(State.SUBSCRIBED);
        }
    }

    @Override
    public void gap() {
        ledger.onGap();
    }

    @Override
    public void fail(String reason) {
        close(reason);
    }

    private void send(ByteBuffer bytes) {
        outgoing.add(bytes);
        try {
            flush();
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    private void flush() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        while (!outgoing.isEmpty()) {
            ByteBuffer next = outgoing.element();
            tally.onSent(open.write(next));
            if (next.hasRemaining()) {
                interest(SelectionKey.OP_WRITE | (pace.readsAtWill() ? SelectionKey.OP_READ : 0));
                return;
            }
            outgoing.remove();
        }
        interest(pace.readsAtWill() ? SelectionKey.OP_READ : 0);
    }
}
