package dev.realtime.examples.frontdesk;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Keeps tokens over a restart, so that clients which come back are known. Only the owner of the file may read it.
 *
 * @param file holds lines {@code user=token}
 */
record TokenFile(Path file) {
    /** Replaces the proposed tokens by those of the file; makes the file of the proposal if there is none. */
    void readInto(Map<String, String> tokens) throws IOException {
        if (Files.notExists(file)) {
            write(tokens);
            return;
        }
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            kept.load(reader);
        }
        for (Map.Entry<String, String> entry : tokens.entrySet()) {
            String token = kept.getProperty(entry.getKey(), "").strip();
            if (!token.matches("[A-Za-z0-9_-]{16,128}")) {
                throw new IOException(file + " has no token of 16 to 128 letters and digits for " + entry.getKey());
            }
            entry.setValue(token);
        }
    }

    private void write(Map<String, String> tokens) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        List<String> lines = tokens.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        Files.write(Files.createFile(file, ownerOnly), lines);
    }

    /** Compares in constant time. */
    static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
