package dev.realtime.core.server;

/** Which channel of a connection goes first when several have something to send (F1.16). None waits for ever. */
public enum Priority {
    /** Before the others. */
    HIGH,
    /** The default. */
    NORMAL,
    /** After the others. */
    LOW
}
