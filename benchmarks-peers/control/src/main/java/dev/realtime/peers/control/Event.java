package dev.realtime.peers.control;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data of an event. Immutable.
 *
 * @param t the intended time, {@link System#nanoTime} of this machine
 * @param n the running number, from 1
 * @param p the padding: ASCII text without quotes and control characters
 */
public record Event(long t, long n, String p) {
    /** The event as JSON. */
    public String json() {
        return head(t, n) + p + "\"}";
    }

    /** The event as what an application would hand to a library that makes JSON of it, in the order of {@link #json}. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("t", t);
        map.put("n", n);
        map.put("p", p);
        return map;
    }

    static String head(long t, long n) {
        return "{\"t\":" + t + ",\"n\":" + n + ",\"p\":\"";
    }
}
