package dev.realtime.testkit;

/** One of the two ways of a {@link Link}. */
public enum Way {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
}
