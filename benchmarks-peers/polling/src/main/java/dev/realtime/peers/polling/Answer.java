package dev.realtime.peers.polling;

import java.nio.charset.StandardCharsets;

/** Reads HTTP answers with a content length, as far as a load client needs it. One thread; reused. */
final class Answer {
    /** Hears of the events of an answer. */
    interface Sink {
        void onEvent(long t, long n);
    }

    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME = "\"t\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NUMBER = ",\"n\":".getBytes(StandardCharsets.US_ASCII);

    private int at; // where the digits that were read last end

    /** How long the answer at the beginning is, or -1 when it is not complete yet. */
    int length(byte[] bytes, int end) {
        int headEnd = indexOf(HEAD_END, bytes, 0, end);
        if (headEnd < 0) {
            return -1;
        }
        int length = indexOf(LENGTH, bytes, 0, headEnd);
        if (indexOf(OK, bytes, 0, OK.length) != 0 || length < 0) {
            throw new IllegalStateException(
                    "not an answer: " + new String(bytes, 0, headEnd, StandardCharsets.US_ASCII));
        }
        int all = headEnd + HEAD_END.length + (int) digits(bytes, length + LENGTH.length, headEnd);
        return all <= end ? all : -1;
    }

    /** Finds the events of a complete answer. */
    void events(byte[] bytes, int end, Sink sink) {
        int next = indexOf(TIME, bytes, 0, end);
        while (next >= 0) {
            long t = digits(bytes, next + TIME.length, end);
            if (indexOf(NUMBER, bytes, at, Math.min(end, at + NUMBER.length)) != at) {
                throw new IllegalStateException("an event without a number");
            }
            sink.onEvent(t, digits(bytes, at + NUMBER.length, end));
            next = indexOf(TIME, bytes, at, end);
        }
    }

    private long digits(byte[] bytes, int from, int end) {
        long value = 0;
        at = from;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at++] - '0');
        }
        return value;
    }

    private static int indexOf(byte[] wanted, byte[] bytes, int from, int end) {
        for (int i = from; i <= end - wanted.length; i++) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}
