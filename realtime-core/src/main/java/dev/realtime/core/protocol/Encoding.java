package dev.realtime.core.protocol;

/** How a client takes its frames (protocol rule P17). */
public enum Encoding {
    /** Text frames only. */
    TEXT(false, false),
    /** Text frames, and binary gzip frames above 1,024 bytes. */
    TEXT_GZIP(false, true),
    /** Binary frames only: the cheapest to fan out. */
    BINARY(true, false),
    /** Binary frames only, gzip above 1,024 bytes. */
    BINARY_GZIP(true, true);

    private final boolean binary;
    private final boolean gzip;

    Encoding(boolean binary, boolean gzip) {
        this.binary = binary;
        this.gzip = gzip;
    }

    /**
     * The encoding with these two properties.
     *
     * @param binary whether all frames are binary
     * @param gzip whether large messages are compressed
     * @return the encoding
     */
    public static Encoding of(boolean binary, boolean gzip) {
        if (binary) {
            return gzip ? BINARY_GZIP : BINARY;
        }
        return gzip ? TEXT_GZIP : TEXT;
    }

    /**
     * Tells whether all frames are binary.
     *
     * @return whether the client listed {@code binary}
     */
    public boolean isBinary() {
        return binary;
    }

    /**
     * Tells whether large messages are compressed.
     *
     * @return whether the client listed {@code gzip}
     */
    public boolean isGzip() {
        return gzip;
    }
}
