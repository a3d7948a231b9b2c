package dev.realtime.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to, as the credentials say. Immutable.
 *
 * @param org the tenant; everything that the connection may ever see belongs to it
 * @param user the user inside the tenant, 1 to 128 characters
 * @param name a name to show, or null
 * @param expiresAt when the credentials end, or null for never
 */
public record Identity(
        String org,
        String user,
        @Nullable String name,
        @Nullable Instant expiresAt) {
    /**
     * Checks org and user.
     *
     * @throws IllegalArgumentException if one of them is empty or too long
     */
    public Identity {
        Channel.requireOrg(org);
        Objects.requireNonNull(user, "user");
        if (user.isEmpty() || user.length() > 128) {
            throw new IllegalArgumentException("user must have 1 to 128 characters but had " + user.length());
        }
    }

    /**
     * An identity that does not expire.
     *
     * @param org the tenant
     * @param user the user inside the tenant
     * @return the identity
     */
    public static Identity of(String org, String user) {
        return new Identity(org, user, null, null);
    }

    /**
     * The same identity with an end.
     *
     * @param instant when the credentials end
     * @return the identity
     */
    public Identity expiresAt(Instant instant) {
        return new Identity(org, user, name, instant);
    }

    /**
     * Tells whether both name the same user of the same org, whatever their names to show and their ends.
     *
     * @param other another identity
     * @return whether org and user are equal
     */
    public boolean isSameUser(Identity other) {
        return org.equals(other.org) && user.equals(other.user);
    }
}
