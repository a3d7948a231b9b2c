package dev.realtime.testkit.wire;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of a {@link ScriptedServer}: waits for a script and plays it on a thread of its own. */
final class ScriptedConnection implements Runnable {
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*([0-9]+)");

    /** What the connections of a server share. */
    record Desk(
            IntFunction<CompletableFuture<List<Script.Step>>> scripts,
            BlockingQueue<HttpHead> upgrades,
            BlockingQueue<RawFrame> frames,
            Queue<String> failures,
            ExecutorService threads) {}

    private final int number;
    private final Desk desk;
    private final WireEnd end;
    private final CountDownLatch played = new CountDownLatch(1);
    private volatile String at = "waits for a script"; // written by the script's thread
    private volatile boolean silentAtClose; // written by the script's thread, read by the reader
    private String id = "0"; // of the message that was awaited last; by the script's thread

    ScriptedConnection(Socket socket, int number, FrameLog log, Desk desk) {
        this.number = number;
        this.desk = desk;
        this.end = new WireEnd(socket, new WireEnd.Tape(log, number, Side.SERVER), desk.threads(), this::onFrame);
    }

    WireEnd end() {
        return end;
    }

    int number() {
        return number;
    }

    /** Waits until its script has been played, or has failed. */
    boolean awaitPlayed(Duration limit) {
        try {
            return played.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Patience.interrupted(e);
        }
    }

    @Override
    public void run() {
        try {
            play(desk.scripts().apply(number).get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server closes
        } catch (ExecutionException e) {
            desk.failures().add(this + ": " + e); // nobody fails a script
        } finally {
            played.countDown();
        }
    }

    private void play(List<Script.Step> steps) throws InterruptedException {
        for (int i = 0; i < steps.size(); i++) {
            at = "step " + (i + 1) + " of " + steps.size() + ", " + steps.get(i).name();
            try {
                steps.get(i).action().run(this);
            } catch (IOException | RuntimeException e) {
                desk.failures().add(this + ": " + e.getMessage());
                end.tape().note("the script fails in " + at);
                return;
            }
        }
        at = "played";
    }

    /** On the reading thread. */
    private void onFrame(RawFrame frame) throws IOException {
        desk.frames().add(frame);
        if (frame.opcode() == RawFrame.PING) {
            end.send(RawFrame.of(RawFrame.PONG, frame.payload()));
        } else if (frame.opcode() == RawFrame.CLOSE && !silentAtClose) {
            end.send(RawFrame.of(RawFrame.CLOSE, frame.payload()));
            end.close();
        }
    }

    void reject(int status, List<String> headers) throws IOException {
        readUpgrade();
        List<String> all = new ArrayList<>(headers);
        all.add("Content-Length: 0");
        all.add("Connection: close");
        end.tape().note("rejected with " + status);
        end.write(HttpHead.bytes("HTTP/1.1 " + status + " Rejected", all));
        end.close();
    }

    void accept(Duration delay, List<String> headers) throws IOException, InterruptedException {
        String key = readUpgrade().header("Sec-WebSocket-Key");
        if (key == null) {
            throw new IOException("no WebSocket upgrade: no Sec-WebSocket-Key");
        }
        Thread.sleep(delay.toMillis());
        List<String> all = new ArrayList<>(headers);
        all.add("Upgrade: websocket");
        all.add("Connection: Upgrade");
        all.add("Sec-WebSocket-Accept: " + HttpHead.proof(key));
        end.tape().note("accepted");
        end.write(HttpHead.bytes("HTTP/1.1 101 Switching Protocols", all));
        end.startReading();
    }

    private HttpHead readUpgrade() throws IOException {
        HttpHead head = end.readHead();
        desk.upgrades().add(head);
        return head;
    }

    void await(String part) throws IOException {
        Patience patience = Patience.of(Patience.DEFAULT);
        RawFrame frame;
        do {
            frame = end.poll(patience.left());
            if (frame == null) {
                throw new IOException("no such message within " + Patience.DEFAULT);
            }
            if (frame == WireEnd.END) {
                throw new IOException("the connection ended before such a message");
            }
        } while (frame.opcode() > RawFrame.BINARY || !frame.text().contains(part));
        Matcher matcher = ID.matcher(frame.text());
        String found = matcher.find() ? matcher.group(1) : null;
        id = found == null ? "0" : found;
    }

    void reply(String json) throws IOException {
        end.send(RawFrame.text(json.replace("$id", id)));
    }

    void raw(String what, byte[] bytes) throws IOException {
        end.tape().note("SERVER sends " + what);
        end.write(bytes);
    }

    void bad(BadFrame bad) {
        try {
            raw(bad.name(), bad.bytes(Side.SERVER));
        } catch (IOException e) {
            end.tape().note("SERVER could not send all of " + bad + ": " + e.getMessage());
        }
    }

    void close(int code, String reason) throws IOException {
        boolean never = silentAtClose;
        silentAtClose = true; // this end has said it first
        end.send(RawFrame.close(code, reason));
        if (never) {
            return;
        }
        Patience patience = Patience.of(Patience.DEFAULT);
        RawFrame frame;
        do {
            frame = end.poll(patience.left());
            if (frame == null) {
                throw new IOException("the client did not answer the close within " + Patience.DEFAULT);
            }
        } while (frame.opcode() != RawFrame.CLOSE); // as the end looks, too
        end.close();
    }

    void neverClose() {
        silentAtClose = true;
    }

    /** Which it is, and where its script stands. */
    @Override
    public String toString() {
        return "connection #" + number + ": " + at;
    }
}
