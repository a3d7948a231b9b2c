package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Any values that the protocol allows, also the longest and the largest. */
final class Values {
    private static final String EPOCH_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    private static final String SERVICE_CHARACTERS = EPOCH_CHARACTERS + ".:";
    private static final long END_OF_YEAR_9999 = 253_402_300_799_999L;

    private Values() {}

    static String service(FuzzedDataProvider data) {
        return name(data, SERVICE_CHARACTERS, 64);
    }

    private static String epoch(FuzzedDataProvider data) {
        return name(data, EPOCH_CHARACTERS, 16);
    }

    private static String name(FuzzedDataProvider data, String alphabet, int most) {
        StringBuilder name = new StringBuilder();
        for (byte letter : data.consumeBytes(data.consumeInt(1, most))) {
            name.append(alphabet.charAt((letter & 0xff) % alphabet.length()));
        }
        return name.isEmpty() ? alphabet.substring(0, 1) : name.toString();
    }

    /** 1 to so many characters, also half pairs and control characters. */
    static String text(FuzzedDataProvider data, int most) {
        String text = data.consumeString(most);
        if (text.isEmpty()) {
            return "x";
        }
        return data.consumeBoolean() ? text : text.repeat(most / text.length()); // or the longest were rare
    }

    /** The same without half pairs, as the texts of events and filters have to be (protocol rule P18). */
    static String whole(FuzzedDataProvider data, int most) {
        return whole(text(data, most));
    }

    static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A whole number from 0 to 2^53 - 1. */
    static long number(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> Position.MAX_SEQ;
            case 1 -> data.consumeLong(0, Position.MAX_SEQ);
            default -> data.consumeInt(0, 3);
        };
    }

    static Long numberOrNull(FuzzedDataProvider data) {
        return data.consumeBoolean() ? number(data) : null;
    }

    static Position position(FuzzedDataProvider data) {
        return new Position(epoch(data), number(data));
    }

    /** To the millisecond, as messages have it. */
    static Instant instant(FuzzedDataProvider data) {
        return Instant.ofEpochMilli(data.consumeLong(0, END_OF_YEAR_9999));
    }

    /** 1 to 128, distinct; mostly few. */
    static List<String> services(FuzzedDataProvider data) {
        int most = data.consumeInt(0, 9) == 0 ? 128 : data.consumeInt(1, 4);
        Set<String> services = new LinkedHashSet<>();
        for (int i = 0; i < most; i++) {
            services.add(data.remainingBytes() == 0 ? "service-" + i : service(data));
        }
        return new ArrayList<>(services);
    }

    /** For some of the services. */
    static Map<String, Position> positions(FuzzedDataProvider data, List<String> services) {
        Map<String, Position> positions = new LinkedHashMap<>();
        for (String service : services) {
            if (data.consumeBoolean()) {
                positions.put(service, position(data));
            }
        }
        return positions;
    }

    static Filter filter(FuzzedDataProvider data) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        int keys = data.consumeInt(0, Filter.MAX_KEYS);
        for (int i = 0; i < keys && data.remainingBytes() > 0; i++) {
            Set<String> wanted = new HashSet<>();
            int most = data.consumeInt(0, 9) == 0 ? Filter.MAX_VALUES : data.consumeInt(1, 3);
            while (wanted.size() < most) {
                wanted.add(data.remainingBytes() == 0 ? "value-" + wanted.size() : whole(data, Filter.MAX_LENGTH));
            }
            values.put(whole(data, Filter.MAX_LENGTH), wanted);
        }
        return new Filter(values);
    }
}
