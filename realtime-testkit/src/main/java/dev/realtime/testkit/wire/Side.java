package dev.realtime.testkit.wire;

/** The two ends of a WebSocket connection. */
public enum Side {
    /** The end that asked for the upgrade; it masks its frames. */
    CLIENT,
    /** The end that answered; it does not mask. */
    SERVER;

    Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
