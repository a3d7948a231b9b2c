package dev.realtime.examples.frontdesk;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What Tomcat logs. The library's own logging is set in {@code simplelogger.properties}. */
final class Logs {
    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    private Logs() {}

    /** Warnings only, so that what people see first is what they can do. */
    static void quiet() {
        TOMCAT.setLevel(Level.WARNING);
    }
}
