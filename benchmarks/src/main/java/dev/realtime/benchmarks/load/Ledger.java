package dev.realtime.benchmarks.load;

import java.util.Arrays;

/**
 * What one client has received, and whether that was right: in each channel every number must follow the one before. Events go round
 * the channels of the server, so the number tells the channel, and the next number is as much larger as there are channels. One thread.
 */
public final class Ledger {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final int allChannels;
    private final int firstChannel;
    private final long[] last; // by channel of this client

    private long events;
    private long missing;
    private long duplicates;
    private long disorder;
    private long gaps;

    Ledger(Seat seat, int allChannels) {
        this.allChannels = allChannels;
        this.firstChannel = seat.firstChannel();
        this.last = new long[seat.channels()];
        Arrays.fill(last, UNKNOWN);
    }

    /** Says that everything after this number has to come, in every channel. */
    public void expectAfter(long number) {
        for (int i = 0; i < last.length; i++) {
            last[i] = newest(i, number);
        }
    }

    /** The server says that something is missing: whatever comes next is right. */
    void onGap() {
        gaps++;
        Arrays.fill(last, UNKNOWN);
    }

    void take(Decoded decoded) {
        events += decoded.count();
        if (allChannels == 1 && last.length == 1 && decoded.isContiguous() && decoded.first() == last[0] + 1) {
            last[0] = decoded.last();
            return;
        }
        for (int i = 0; i < decoded.count(); i++) {
            take(decoded.number(i));
        }
    }

    private void take(long number) {
        int slot = (int) ((number - 1) % allChannels) - firstChannel;
        if (slot < 0 || slot >= last.length) {
            disorder++; // of a channel that it never asked for
            return;
        }
        long step = number - last[slot];
        if (last[slot] == UNKNOWN || step == allChannels) {
            last[slot] = number;
        } else if (step == 0) {
            duplicates++;
        } else if (step > 0) {
            missing += step / allChannels - 1;
            last[slot] = number;
        } else {
            disorder++; // counted as missing before
        }
    }

    /** The newest number of one of its channels that is not beyond a number; 0 or less when there is none. */
    private long newest(int slot, long number) {
        long channelNumber = firstChannel + slot + 1L;
        return number < channelNumber
                ? channelNumber - allChannels
                : number - Math.floorMod(number - channelNumber, allChannels);
    }

    /** How many events up to a number have not come in the end, beside those counted as missing. */
    public long lacking(long number) {
        long lacking = 0;
        for (int i = 0; i < last.length; i++) {
            lacking += last[i] == UNKNOWN ? 0 : Math.max(0, newest(i, number) - last[i]) / allChannels;
        }
        return lacking;
    }

    /** Whether everything up to a number has come. */
    public boolean has(long number) {
        return lacking(number) == 0;
    }

    /** The last number of its first channel; 0 or less when there is none. */
    public long last() {
        return last[0];
    }

    /** How many events came. */
    public long events() {
        return events;
    }

    /** How many events were jumped over in silence. */
    public long missing() {
        return missing;
    }

    /** How often the same event came twice in a row. */
    public long duplicates() {
        return duplicates;
    }

    /** How many events came after a later one, or to the wrong client. */
    public long disorder() {
        return disorder;
    }

    /** How often the server said that something is missing. */
    public long gaps() {
        return gaps;
    }
}
