package dev.realtime.benchmarks.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rows of a CSV file with a header, one after the other and round again: each an object with a member for each column. */
final class BookingPayloads implements Payloads {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d{1,10})?");

    private final List<String> columns;
    private final List<List<String>> rows;

    private BookingPayloads(List<String> columns, List<List<String>> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    static BookingPayloads read(Path file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(fields(line));
        }
        return new BookingPayloads(rows.get(0), rows.subList(1, rows.size()));
    }

    /** The fields of a line (RFC 4180, without line ends in quotes). */
    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char next = line.charAt(i);
            if (next == '"') {
                boolean escaped = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (escaped) {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (next == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(next);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    @Override
    public Object data(long time, long number) {
        List<String> row = rows.get((int) (number % rows.size()));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("t", time);
        data.put("n", number);
        for (int i = 0; i < Math.min(row.size(), columns.size()); i++) {
            data.put(columns.get(i), value(row.get(i)));
        }
        return data;
    }

    private static Object value(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return text;
        }
        if (text.indexOf('.') < 0) {
            return Long.valueOf(text);
        }
        return Double.valueOf(text);
    }
}
