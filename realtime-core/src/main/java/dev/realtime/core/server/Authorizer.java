package dev.realtime.core.server;

import dev.realtime.core.Identity;

/** Decides who may receive a service of the own org (SPI of the application, F2.3). Thread-safe. */
@FunctionalInterface
public interface Authorizer {
    /**
     * Decides. Called at each subscribe and resume, on a thread that may block; an exception or error makes the service
     * {@code UNAVAILABLE} to the client.
     *
     * @param identity who asks
     * @param service for which service of the identity's org
     * @return whether the identity may receive it; forbidden and unknown look the same to the client
     */
    boolean mayReceive(Identity identity, String service);
}
