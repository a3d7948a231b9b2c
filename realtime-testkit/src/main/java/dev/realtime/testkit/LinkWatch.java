package dev.realtime.testkit;

import dev.realtime.core.transport.Frame;

/** Hears what happens on a {@link Link}. */
interface LinkWatch {
    /** Nobody listens. */
    LinkWatch NONE = new LinkWatch() {};

    /** A fault was put on it, or ended. */
    default void onFault(String what) {}

    /** A frame is handed to its receiver. */
    default void onFrame(Way way, Frame frame) {}
}
