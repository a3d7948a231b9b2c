package dev.realtime.benchmarks.load;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The place of one client in a run: its number, and the channels that it watches. Channel i is the service, room or topic {@code si}.
 *
 * @param number counts from 0; no two clients of a run share it
 * @param firstChannel the first channel
 * @param channels how many channels, one after the other
 */
public record Seat(int number, int firstChannel, int channels) {
    /** The client that only watches channel 0. */
    public static Seat of(int number) {
        return new Seat(number, 0, 1);
    }

    /** The names of its channels. */
    public List<String> services() {
        return IntStream.range(firstChannel, firstChannel + channels)
                .mapToObj(channel -> "s" + channel)
                .toList();
    }
}
