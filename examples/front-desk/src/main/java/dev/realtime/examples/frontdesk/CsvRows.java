package dev.realtime.examples.frontdesk;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a CSV file with a header (RFC 4180), row by row. Not thread-safe. */
final class CsvRows implements Closeable {
    private final BufferedReader in;
    private final List<String> header;
    private int line;

    CsvRows(Reader reader) throws IOException {
        in = new BufferedReader(reader);
        header = record();
        if (header.isEmpty()) {
            throw new IOException("the file is empty");
        }
    }

    /** The next row: texts by column, in the file's order; empty at the end. */
    Optional<Map<String, String>> next() throws IOException {
        List<String> values = record();
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() != header.size()) {
            throw new IOException("line " + line + " has " + values.size() + " fields but the header " + header.size());
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            row.put(header.get(i), values.get(i));
        }
        return Optional.of(row);
    }

    /** The fields of the next record; none at the end. */
    private List<String> record() throws IOException {
        String text = in.readLine();
        line++;
        while (text != null && hasOpenQuote(text)) { // a quoted line break
            String next = in.readLine();
            line++;
            if (next == null) {
                throw new IOException("line " + line + ": the file ends inside quotes");
            }
            text += "\n" + next;
        }
        return text == null ? List.of() : split(text);
    }

    private static boolean hasOpenQuote(String text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static List<String> split(String text) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (text.charAt(i) == ',' && !quoted) {
                fields.add(unquote(text.substring(start, i)));
                start = i + 1;
            }
        }
        fields.add(unquote(text.substring(start)));
        return fields;
    }

    private static String unquote(String field) {
        boolean quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
        return quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
