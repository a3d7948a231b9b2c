package dev.realtime.benchmarks.load;

/** What a {@link Conversation} does to its connection. Messages go out masked, in order, as soon as the socket takes them. */
public interface Wire {
    /** Sends a text message. */
    void text(String message);

    /** Sends a binary message. */
    void binary(byte[] message);

    /** Says that every event published from now on reaches this client. Further calls do nothing. */
    void subscribed();

    /** The server says that events are missing, so whatever comes next is right. */
    void gap();

    /** The server refuses: closes, and says why. */
    void fail(String reason);
}
