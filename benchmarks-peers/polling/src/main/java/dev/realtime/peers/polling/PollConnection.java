package dev.realtime.peers.polling;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One client's connection to one service: polls, and polls again as soon as it is answered. Holds no buffer but for an answer that is
 * incomplete. One thread.
 */
final class PollConnection {
    private static final byte[] NOTHING = {};

    private final Request request;
    private final int services;
    private final Tally tally;
    private final Answer answer;
    private final SocketChannel channel;
    private final SelectionKey key;

    private ByteBuffer outgoing = ByteBuffer.wrap(NOTHING);
    private byte[] carry = NOTHING;
    private long last; // the number of the newest event
    private int answered; // events of the answer that is being read

    /**
     * Connects.
     *
     * @param request of its service
     * @param services events go round so many, so the number of the next is as much larger
     */
    PollConnection(Request request, int services, Tally tally, Answer answer, Selector selector) throws IOException {
        this.request = request;
        this.services = services;
        this.tally = tally;
        this.answer = answer;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    void connect(int port) throws IOException {
        if (channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            poll();
        }
    }

    private void poll() throws IOException {
        outgoing = request.since(last);
        tally.onRequest(outgoing.remaining());
        write();
    }

    private void write() throws IOException {
        channel.write(outgoing);
        key.interestOps(outgoing.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Does what the selector says. */
    void onReady(byte[] shared, long now) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            poll();
        } else if (key.isWritable()) {
            write();
        } else if (key.isReadable()) {
            read(shared, now);
        }
    }

    private void read(byte[] shared, long now) throws IOException {
        int read = channel.read(ByteBuffer.wrap(shared).put(carry));
        if (read < 0) {
            throw new EOFException("the server closed a connection");
        }
        tally.onRead(read);
        int end = carry.length + read;
        int length = answer.length(shared, end);
        if (length < 0) {
            carry = Arrays.copyOf(shared, end);
            return;
        }
        if (length != end) {
            throw new IOException("more than one answer to a poll");
        }
        carry = NOTHING;
        answered = 0;
        answer.events(shared, end, (t, n) -> onEvent(n, now - t));
        tally.onAnswer(answered == 0);
        poll();
    }

    private void onEvent(long n, long nanos) {
        tally.onEvent(nanos, last == 0 ? 0 : (n - last) / services - 1);
        last = Math.max(last, n);
        answered++;
    }

    /** How many events it has not got, of so many that were published. */
    long lacks(long published) {
        return (published - last) / services;
    }

    /** Whether it has sent a poll. */
    boolean isPolling() {
        return outgoing.capacity() > 0;
    }
}
