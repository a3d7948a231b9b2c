package dev.realtime.tests.stress;

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
import java.util.random.RandomGenerator;

/** Stands between clients and a server on the loopback, and resets connections when it is told to. */
final class CutProxy implements Closeable {
    private record Pair(Socket client, Socket server) {
        void reset() {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // it has ended by itself
                }
            }
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();

    CutProxy(int target) throws IOException {
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

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
                pair.client.setTcpNoDelay(true);
                pair.server.setTcpNoDelay(true);
                pairs.add(pair);
                start("up", () -> pump(pair, pair.client, pair.server));
                start("down", () -> pump(pair, pair.server, pair.client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void pump(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one of the two has ended
        } finally {
            pairs.remove(pair);
            pair.reset();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pairs.forEach(Pair::reset);
    }
}
