package dev.realtime.benchmarks.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Finds the events in a message, whatever envelope they are in: {@code "t":<digits>,"n":<digits>}, also with escaped quotes. Reused;
 * one thread.
 */
final class Decoder {
    private long[] numbers = new long[64];
    private long[] times = new long[64];
    private int count;

    private byte[] bytes = {};
    private int end;
    private int at; // where the digits that were read last end

    /** Inflates a message that is gzip. */
    static byte[] gunzip(Message message) {
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(message.bytes(), message.offset(), message.length()), 8_192)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("not intact gzip", e);
        }
    }

    /** Finds the events of a message that is not compressed. */
    Decoded decode(Message message) {
        bytes = message.bytes();
        end = message.offset() + message.length();
        count = 0;
        int i = message.offset();
        while (i < end - 8) {
            if (bytes[i] == 't' && bytes[i - (i > message.offset() ? 1 : 0)] == '"' && event(i)) {
                i = at;
            } else {
                i++;
            }
        }
        return count == 0 ? Decoded.NOTHING : decoded();
    }

    /** Reads an event whose time's name begins here; false when it is none. */
    private boolean event(int name) {
        long time = number(name);
        if (time < 0 || at >= end || bytes[at] != ',') {
            return false;
        }
        int next = at + 1;
        while (next < end && (bytes[next] == '\\' || bytes[next] == '"')) {
            next++;
        }
        if (next >= end || bytes[next] != 'n') {
            return false;
        }
        long number = number(next);
        if (number < 0) {
            return false;
        }
        add(time, number);
        return true;
    }

    /** Reads the digits after a name of one letter, quote and colon; -1 when there are none. */
    private long number(int name) {
        int i = name + 1;
        while (i < end && bytes[i] == '\\') {
            i++;
        }
        if (i + 2 >= end || bytes[i] != '"' || bytes[i + 1] != ':') {
            return -1;
        }
        i += 2;
        int start = i;
        long value = 0;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            value = value * 10 + (bytes[i++] - '0');
        }
        at = i;
        return i == start ? -1 : value;
    }

    private void add(long time, long number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
            times = Arrays.copyOf(times, count * 2);
        }
        numbers[count] = number;
        times[count++] = time;
    }

    private Decoded decoded() {
        long[] runTimes = new long[count];
        int[] runCounts = new int[count];
        int runs = 0;
        for (int i = 0; i < count; i++) {
            if (i > 0 && times[i] == times[i - 1]) {
                runCounts[runs - 1]++;
            } else {
                runTimes[runs] = times[i];
                runCounts[runs++] = 1;
            }
        }
        return new Decoded(
                Arrays.copyOf(numbers, count), Arrays.copyOf(runTimes, runs), Arrays.copyOf(runCounts, runs), null);
    }
}
