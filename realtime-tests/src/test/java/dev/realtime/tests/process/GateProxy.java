package dev.realtime.tests.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Stands between clients and a server on the loopback. It resets connections, refuses new ones, or holds back what one end says, or
 * both: then neither bytes nor the end of a stream get through, as on a line that has died without a word. Thread-safe.
 */
final class GateProxy implements Closeable {
    /** What is held back. */
    enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Lets pass, or not. */
    private static final class Gate {
        private boolean shut;

        synchronized void set(boolean nowShut) {
            shut = nowShut;
            notifyAll();
        }

        synchronized void pass() throws InterruptedException {
            while (shut) {
                wait();
            }
        }
    }

    private static final class Pair {
        final Socket client;
        final Socket server;
        final Gate toServer = new Gate();
        final Gate toClient = new Gate();
        final AtomicInteger ended = new AtomicInteger(); // directions

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        Gate gate(Way way) {
            return way == Way.TO_SERVER ? toServer : toClient;
        }

        void reset() {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // it has ended by itself
                }
            }
            toServer.set(false);
            toClient.set(false);
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    GateProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets one connection; tells whether there was any. */
    boolean cutOne(RandomGenerator random) {
        List<Pair> all = new ArrayList<>(pairs);
        if (all.isEmpty()) {
            return false;
        }
        Pair one = all.get(random.nextInt(all.size()));
        pairs.remove(one);
        one.reset();
        return true;
    }

    /** Holds back what the connections that there are say from now on. Those that come later are not concerned. */
    void hold(Set<Way> ways) {
        for (Pair pair : pairs) {
            ways.forEach(way -> pair.gate(way).set(true));
        }
    }

    /** Resets who comes from now on, or lets them pass again. */
    void refuse(boolean nowRefusing) {
        refusing = nowRefusing;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                accepted(listener.accept());
            } catch (IOException e) {
                // closed, or the server is not there: the client hears of it
            }
        }
    }

    private void accepted(Socket client) throws IOException {
        Socket server;
        try {
            if (refusing) {
                throw new IOException("refused");
            }
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.setSoLinger(true, 0);
            client.close();
            throw e;
        }
        Pair pair = new Pair(client, server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        pairs.add(pair);
        start("to server", () -> pump(pair, Way.TO_SERVER, client, server));
        start("to client", () -> pump(pair, Way.TO_CLIENT, server, client));
    }

    /** A stream that ends, ends at the other side; so a close frame is not overtaken by a reset. */
    private void pump(Pair pair, Way way, Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                pair.gate(way).pass();
                out.write(buffer, 0, count);
            }
            pair.gate(way).pass();
            to.shutdownOutput();
            if (pair.ended.incrementAndGet() == 2) {
                end(pair);
            }
        } catch (IOException e) {
            end(pair); // one of the two has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Pair pair) {
        pairs.remove(pair);
        pair.reset();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pairs.forEach(this::end);
    }
}
