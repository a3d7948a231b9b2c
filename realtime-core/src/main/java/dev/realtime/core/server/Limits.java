package dev.realtime.core.server;

/**
 * What a client may use. Immutable; each method gives a copy with one limit changed.
 *
 * @param connectionsPerUser the most connections of a user. Default: 10
 * @param connectionsPerOrg the most connections of an org on this node. Default: 1,000
 * @param servicesPerConnection the most services of a connection, 1 to 128. Default: 128
 * @param messageBytes the largest message from a client, 1,024 to 65,536; 32 KiB at most before it is authenticated.
 *     Default: 65,536
 * @param messagesPerSecond how many messages a client may send in the long run, twice as many at once. Default: 50
 * @param unauthenticated the most connections of this node that have not been authenticated yet. Default: 1,000
 */
public record Limits(
        int connectionsPerUser,
        int connectionsPerOrg,
        int servicesPerConnection,
        int messageBytes,
        int messagesPerSecond,
        int unauthenticated) {
    /** The defaults. */
    public static final Limits DEFAULT = new Limits(10, 1_000, 128, 64 * 1024, 50, 1_000);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive, or there are more than 128 services
     */
    public Limits {
        requirePositive("connectionsPerUser", connectionsPerUser);
        requirePositive("connectionsPerOrg", connectionsPerOrg);
        requirePositive("servicesPerConnection", servicesPerConnection);
        requirePositive("messagesPerSecond", messagesPerSecond);
        requirePositive("unauthenticated", unauthenticated);
        if (messageBytes < 1_024 || messageBytes > 65_536) {
            throw new IllegalArgumentException("messageBytes must be 1,024 to 65,536 but was " + messageBytes);
        }
        if (servicesPerConnection > 128) {
            throw new IllegalArgumentException(
                    "servicesPerConnection must be 1 to 128 but was " + servicesPerConnection);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive but was " + value);
        }
    }

    /**
     * Changes the most connections of a user.
     *
     * @param most at least 1
     * @return the changed limits
     */
    public Limits connectionsPerUser(int most) {
        return new Limits(
                most, connectionsPerOrg, servicesPerConnection, messageBytes, messagesPerSecond, unauthenticated);
    }

    /**
     * Changes the most connections of an org.
     *
     * @param most at least 1
     * @return the changed limits
     */
    public Limits connectionsPerOrg(int most) {
        return new Limits(
                connectionsPerUser, most, servicesPerConnection, messageBytes, messagesPerSecond, unauthenticated);
    }

    /**
     * Changes the most services of a connection.
     *
     * @param most 1 to 128
     * @return the changed limits
     */
    public Limits servicesPerConnection(int most) {
        return new Limits(
                connectionsPerUser, connectionsPerOrg, most, messageBytes, messagesPerSecond, unauthenticated);
    }

    /**
     * Changes the largest message from a client.
     *
     * @param most bytes, 1,024 to 65,536
     * @return the changed limits
     */
    public Limits messageBytes(int most) {
        return new Limits(
                connectionsPerUser, connectionsPerOrg, servicesPerConnection, most, messagesPerSecond, unauthenticated);
    }

    /**
     * Changes how many messages a client may send.
     *
     * @param most a second, at least 1
     * @return the changed limits
     */
    public Limits messagesPerSecond(int most) {
        return new Limits(
                connectionsPerUser, connectionsPerOrg, servicesPerConnection, messageBytes, most, unauthenticated);
    }

    /**
     * Changes how many connections may wait for their authentication.
     *
     * @param most at least 1
     * @return the changed limits
     */
    public Limits unauthenticated(int most) {
        return new Limits(
                connectionsPerUser, connectionsPerOrg, servicesPerConnection, messageBytes, messagesPerSecond, most);
    }
}
