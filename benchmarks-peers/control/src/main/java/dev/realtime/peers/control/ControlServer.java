package dev.realtime.peers.control;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Over which a peer is told what to publish. Lines in UTF-8, each answered by one line {@code ok ...} or {@code error ...}.
 *
 * <pre>
 * publish n t   publish n events now, meant for the time t; they go round the channels
 * heap          collect garbage twice; answers: used heap in bytes, resident bytes, threads
 * stats         answers JSON
 * quit
 * </pre>
 *
 * <p>It prints {@code READY} when the peer takes clients, or {@code READY <pid>} where the process to be measured is another one. The
 * process ends on {@code quit} and when its standard input does. One thread.
 */
public final class ControlServer {
    private final Peer peer;
    private final Events events;
    private final int channels;
    private long published;

    ControlServer(Peer peer, int size, int channels) {
        this.peer = peer;
        this.events = new Events(size);
        this.channels = channels;
    }

    /** Serves drivers, one after the other, until the process ends. */
    public static void serve(Options options, Peer peer) throws IOException {
        ControlServer control = new ControlServer(peer, options.size(), options.channels());
        try (ServerSocket server = new ServerSocket(options.control(), 1, InetAddress.getLoopbackAddress())) {
            Thread watch = new Thread(ControlServer::exitWithInput, "standard input");
            watch.setDaemon(true);
            watch.start();
            boolean own = peer.pid() == ProcessHandle.current().pid();
            System.out.println(own ? "READY" : "READY " + peer.pid());
            System.out.flush();
            while (true) {
                try (Socket driver = server.accept()) {
                    driver.setTcpNoDelay(true);
                    control.converse(driver);
                }
            }
        }
    }

    private static void exitWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            exit();
        }
    }

    private static void exit() {
        Runtime.getRuntime().halt(0); // thousands of connections need no goodbye
    }

    private void converse(Socket driver) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(driver.getOutputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer = answer(line);
            out.write(answer == null ? "ok\n" : answer + "\n");
            if (!in.ready() || answer == null) {
                out.flush();
            }
            if (answer == null) {
                exit();
            }
        }
    }

    /** Does what a line says; the answer is null when that is to quit. */
    @Nullable String answer(String line) {
        String[] words = line.trim().split(" ", -1);
        try {
            return switch (words[0]) {
                case "publish" -> publish(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                case "heap" -> heap();
                case "stats" -> "ok " + peer.stats();
                case "quit" -> null;
                default -> "error not a command: " + words[0];
            };
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return "error not understood: " + line;
        } catch (RuntimeException | IOException e) {
            return "error " + String.valueOf(e).replace('\n', ' ');
        }
    }

    private String publish(int count, long t) throws IOException {
        for (int i = 0; i < count; i++) {
            int channel = (int) (published % channels);
            peer.publish(channel, events.event(t, ++published));
        }
        peer.flush();
        return "ok " + published;
    }

    private String heap() throws IOException {
        Memory memory = Memory.of(peer.pid());
        return "ok " + memory.heap() + " " + memory.resident() + " " + memory.threads();
    }
}
