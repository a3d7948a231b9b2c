package dev.realtime.testkit.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link ScriptedServer} does on one connection, step by step. When the last step is done, the connection stays open, and a
 * close or a ping of the client is answered. Each method but the first ones returns this script. Not thread-safe.
 */
public final class Script {
    /** A thing to do. */
    @FunctionalInterface
    interface Action {
        void run(ScriptedConnection connection) throws IOException, InterruptedException;
    }

    /** A thing to do, and how a failure calls it. */
    record Step(String name, Action action) {}

    private final List<Step> steps = new ArrayList<>();

    private Script() {}

    /**
     * Answers the upgrade with something else than 101, and closes.
     *
     * @param status the HTTP status
     * @param headers more headers, such as {@code Retry-After: 1}
     * @return the script
     */
    public static Script reject(int status, String... headers) {
        List<String> more = List.of(headers);
        return new Script().step("reject " + status, connection -> connection.reject(status, more));
    }

    /**
     * Accepts the upgrade.
     *
     * @param headers more headers of the answer
     * @return the script
     */
    public static Script accept(String... headers) {
        return acceptAfter(Duration.ZERO, headers);
    }

    /**
     * Accepts the upgrade after a while.
     *
     * @param delay how long the client waits for its answer
     * @param headers more headers of the answer
     * @return the script
     */
    public static Script acceptAfter(Duration delay, String... headers) {
        List<String> more = List.of(headers);
        return new Script().step("accept", connection -> connection.accept(delay, more));
    }

    /**
     * Takes the TCP connection and never answers the upgrade.
     *
     * @return the script
     */
    public static Script silent() {
        return new Script().step("silent", connection -> {});
    }

    /**
     * Waits for a message of the client, 5 s at most; others that come before it are passed over.
     *
     * @param part what it contains, such as {@code "subscribe"}
     * @return this
     */
    public Script await(String part) {
        return step("await " + part, connection -> connection.await(part));
    }

    /**
     * Waits for a message of the client, and answers it.
     *
     * @param part what it contains
     * @param json the answer; {@code $id} in it becomes the {@code id} of the message
     * @return this
     */
    public Script reply(String part, String json) {
        return await(part).step("reply to " + part, connection -> connection.reply(json));
    }

    /**
     * Sends a message.
     *
     * @param json the text; {@code $id} in it becomes the {@code id} of the message that was awaited last
     * @return this
     */
    public Script send(String json) {
        return step("send " + json, connection -> connection.reply(json));
    }

    /**
     * Sends a frame.
     *
     * @param frame right or wrong
     * @return this
     */
    public Script send(RawFrame frame) {
        return step("send " + frame, connection -> connection.end().send(frame));
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes what stands on the wire; not copied
     * @return this
     */
    public Script sendBytes(byte[] bytes) {
        return step("send " + bytes.length + " bytes", connection -> connection.raw(bytes.length + " bytes", bytes));
    }

    /**
     * Sends something broken, at the default {@link BadFrame.Place}; for another one send its {@link BadFrame#bytes}. A client that
     * ends the connection meanwhile is no failure.
     *
     * @param bad what is broken
     * @return this
     */
    public Script bad(BadFrame bad) {
        return step("send " + bad, connection -> connection.bad(bad));
    }

    /**
     * Does nothing for a while.
     *
     * @param duration how long, in real time
     * @return this
     */
    public Script pause(Duration duration) {
        return step("pause " + duration, connection -> Thread.sleep(duration.toMillis()));
    }

    /**
     * Reads nothing any more, and so answers nothing; the client's frames pile up.
     *
     * @return this
     */
    public Script stall() {
        return step("stall", connection -> connection.end().readAtMost(0));
    }

    /**
     * Ends the connection with a RST, as a crashed machine does.
     *
     * @return this
     */
    public Script reset() {
        return step("reset", connection -> connection.end().reset());
    }

    /**
     * Says goodbye, waits for the client's close frame or the end, 5 s at most, and closes.
     *
     * @param code the close code
     * @param reason the text behind it
     * @return this
     */
    public Script close(int code, String reason) {
        return step("close " + code, connection -> connection.close(code, reason));
    }

    /**
     * From here on the close frame of the client is not answered, and TCP stays open.
     *
     * @return this
     */
    public Script neverCloses() {
        return step("never closes", ScriptedConnection::neverClose);
    }

    private Script step(String name, Action action) {
        steps.add(new Step(name.length() <= 120 ? name : name.substring(0, 120) + "...", action));
        return this;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
