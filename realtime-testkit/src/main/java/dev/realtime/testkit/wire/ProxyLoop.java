package dev.realtime.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one thread of a proxy: handles channels that are ready, what is due, and what others ask for. Everything of a proxy happens on
 * it, so that nothing else needs a lock. {@link #call} and {@link #close} are thread-safe, the rest is the thread's.
 */
final class ProxyLoop implements Runnable, AutoCloseable {
    /** What stands at a key: handles a channel that is ready. */
    @FunctionalInterface
    interface Ready {
        void onReady();
    }

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at - other.at, 0);
        }
    }

    private final Selector selector;
    private final ExecutorService thread;
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(); // on the thread
    private long order; // on the thread
    private volatile boolean closed;

    ProxyLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Daemons.named(name);
        thread.execute(this);
    }

    /** Has something done on the thread, and waits for it. */
    void call(Runnable task) {
        FutureTask<Boolean> asking = new FutureTask<>(task, true);
        if (closed) {
            throw new IllegalStateException("the proxy is closed");
        }
        asked.add(asking);
        selector.wakeup();
        try {
            asking.get(Patience.DEFAULT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Patience.interrupted(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the proxy could not do it", e);
        }
    }

    /** Watches a channel. */
    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    /** Has something done at a moment. */
    void at(long nanoTime, Runnable task) {
        due.add(new Due(nanoTime, order++, task));
    }

    void after(Duration delay, Runnable task) {
        at(System.nanoTime() + delay.toNanos(), task);
    }

    /** Lets go of channels that were closed, which a selector otherwise does when it looks next. */
    void forgetClosed() throws IOException {
        selector.selectNow(ProxyLoop::handle);
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                select();
                for (Runnable task = asked.poll(); task != null; task = asked.poll()) {
                    task.run();
                }
                for (Due next = due.peek(); next != null && next.at - System.nanoTime() <= 0; next = due.peek()) {
                    due.remove();
                    next.task.run();
                }
            }
            for (SelectionKey key : List.copyOf(selector.keys())) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy's selector failed", e);
        }
    }

    private void select() throws IOException {
        Due next = due.peek();
        if (next == null) {
            selector.select(ProxyLoop::handle);
            return;
        }
        long left = next.at - System.nanoTime();
        if (left <= 0) {
            selector.selectNow(ProxyLoop::handle);
        } else {
            selector.select(ProxyLoop::handle, TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    private static void handle(SelectionKey key) {
        if (key.attachment() instanceof Ready ready) {
            ready.onReady();
        }
    }

    /** Ends the thread and closes all channels. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Daemons.end(thread);
    }
}
