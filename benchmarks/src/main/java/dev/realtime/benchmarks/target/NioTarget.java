package dev.realtime.benchmarks.target;

import dev.realtime.core.transport.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bare loop without a container: one thread, non-blocking sockets, a frame header made by hand, one buffer for all. As near to the
 * physical limit of this machine as Java gets.
 *
 * <pre>
 * --mode event|batch   --batch N   --window ms   --gzip   --replay B   --size bytes | --bookings file
 * </pre>
 */
public final class NioTarget {
    private static final ByteBuffer HELLO = WebSocketBytes.frame(Frame.text("hello"));

    private final Chain<ByteBuffer> chain = new Chain<>(HELLO);
    private final Selector selector = Selector.open();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final RawFeed feed;
    private Chain.Link<ByteBuffer> replay = chain.newest(); // between frames
    private boolean replayed; // between frames

    private NioTarget(RawFeed.Shape shape, Payloads payloads) throws IOException {
        feed = new RawFeed(shape, payloads, this::onFrame);
    }

    /** Serves until stdin ends. */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        int port = options.number("port", 0);
        int control = options.number("control", 0);
        NioTarget target = new NioTarget(RawFeed.Shape.of(options), Payloads.of(options));
        options.requireAllRead();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.configureBlocking(false);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WebServer.BACKLOG);
        server.register(target.selector, SelectionKey.OP_ACCEPT);
        Thread loop = new Thread(target::run, "loop");
        loop.setDaemon(true);
        loop.start();
        ControlServer.serve(control, target.feed);
    }

    private void onFrame(Frame frame) {
        chain.append(WebSocketBytes.frame(frame));
        if (woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::onReady);
                if (woken.getAndSet(false)) {
                    sendToAll();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the loop ended", e);
        }
    }

    private void sendToAll() {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof NioSession session) {
                session.flush();
            }
        }
    }

    private void onReady(SelectionKey key) {
        if (key.attachment() instanceof NioSession session) {
            session.onReady();
            return;
        }
        try {
            SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
            while (accepted != null) {
                accepted.configureBlocking(false);
                accepted.socket().setTcpNoDelay(true);
                SelectionKey own = accepted.register(selector, SelectionKey.OP_READ);
                own.attach(new NioSession(accepted, own, this::first));
                accepted = ((ServerSocketChannel) key.channel()).accept();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot accept", e);
        }
    }

    /** Where a new session begins: with a hello, then the past, then what is live. */
    private Chain.Link<ByteBuffer> first() {
        feed.between(() -> {
            if (!replayed) {
                List<ByteBuffer> past =
                        feed.replay().stream().map(WebSocketBytes::frame).toList();
                replayed = !past.isEmpty();
                replay = Chain.before(past, chain.newest());
            }
        });
        return Chain.before(List.of(HELLO), replay);
    }
}
