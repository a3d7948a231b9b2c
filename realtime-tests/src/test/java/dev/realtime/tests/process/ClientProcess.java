package dev.realtime.tests.process;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The test's end of a {@link ClientMain}: its ledger is kept here. */
final class ClientProcess implements AutoCloseable {
    private static final int SECONDS_TO_ANSWER = 20;

    private final ChildProcess process;
    private final Ledger ledger;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile boolean open;
    private volatile long leftAt; // nanoTime; when it last said that it was not connected

    ClientProcess(int port, String user, List<String> services, Ledger.Witness witness) throws IOException {
        ledger = Ledger.of(user, witness);
        process = ChildProcess.start(
                "client-" + user,
                ClientMain.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(Integer.toString(port), user, String.join(",", services)),
                this::hear);
    }

    private void hear(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "O" -> {
                ledger.onOpen(positions(words));
                open = true;
            }
            case "W" -> {
                open = false;
                leftAt = System.nanoTime();
            }
            case "E" -> ledger.onEvent(words[1], Position.parse(words[2]), words[3]);
            case "G" ->
                ledger.onGap(
                        words[1],
                        words[2].equals("null") ? null : Position.parse(words[2]),
                        Position.parse(words[3]),
                        GapReason.ofWireName(words[4]).orElseThrow());
            case "A" -> answers.add(words[1]);
            default -> System.err.println(process + " says " + line);
        }
    }

    private static Map<String, Position> positions(String[] words) {
        Map<String, Position> positions = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=");
            positions.put(pair[0], Position.parse(pair[1]));
        }
        return positions;
    }

    Ledger ledger() {
        return ledger;
    }

    boolean hasReached(Map<String, Position> heads) {
        return open && ledger.positions().size() == 2 && ledger.hasReached(heads);
    }

    long reconnects() throws InterruptedException {
        process.send("reconnects");
        String answer = answers.poll(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError(process + " does not answer");
        }
        return Long.parseLong(answer);
    }

    /** When it last said that it was not connected, a {@link System#nanoTime}; 0 for never. */
    long leftAt() {
        return leftAt;
    }

    /** SIGSTOP. */
    void stop() throws IOException, InterruptedException {
        process.stop();
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process + (open ? ", open" : ", not open") + " at " + ledger.positions();
    }
}
