package dev.realtime.core;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of one ordered stream of publications: the tenant and the stream inside the tenant. Immutable.
 *
 * @param org the tenant, 1 to 128 characters without control characters; it only ever comes from credentials
 * @param service the stream, {@code [A-Za-z0-9._:-]{1,64}} (protocol rule P4)
 */
public record Channel(String org, String service) {
    private static final int MAX_ORG_LENGTH = 128;
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /**
     * Checks both names.
     *
     * @throws IllegalArgumentException if a name is out of range; the message holds it
     */
    public Channel {
        requireOrg(org);
        if (!isService(service)) {
            throw new IllegalArgumentException("service must match " + SERVICE + " but was " + quote(service));
        }
    }

    /**
     * Names the channel of a service in an org.
     *
     * @param org the tenant
     * @param service the stream inside the tenant
     * @return the channel
     * @throws IllegalArgumentException if a name is out of range
     */
    public static Channel of(String org, String service) {
        return new Channel(org, service);
    }

    /**
     * Tells whether a text can name a service (protocol rule P4).
     *
     * @param name the text to look at
     * @return whether it matches {@code [A-Za-z0-9._:-]{1,64}}
     */
    public static boolean isService(String name) {
        return SERVICE.matcher(name).matches();
    }

    static void requireOrg(String org) {
        Objects.requireNonNull(org, "org");
        if (org.isEmpty() || org.length() > MAX_ORG_LENGTH || org.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("org must have 1 to " + MAX_ORG_LENGTH
                    + " characters, none of them a control character, but was " + quote(org));
        }
    }

    private static String quote(String name) {
        String shown = name.length() <= MAX_ORG_LENGTH ? name : name.substring(0, MAX_ORG_LENGTH) + "...";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** Shows the channel as {@code org/service}. */
    @Override
    public String toString() {
        return org + "/" + service;
    }
}
