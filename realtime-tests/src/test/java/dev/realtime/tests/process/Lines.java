package dev.realtime.tests.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a process tells the test: lines on its stdout, each handed to the kernel in one call before {@link #tell} returns. A line is
 * shorter than a pipe takes at once, so it gets there whole or not at all, and what got there is read also when the process has been
 * killed meanwhile. Anything else that prints goes to stderr. Thread-safe.
 */
final class Lines {
    private static final int MOST_BYTES = 4_096; // PIPE_BUF

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    Lines() {
        System.setOut(System.err);
    }

    void tell(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("a line of " + bytes.length + " bytes");
        }
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
