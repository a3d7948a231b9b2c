package dev.realtime.client.connect;

import dev.realtime.core.schedule.Scheduler;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.RedirectException;
import org.glassfish.tyrus.client.auth.AuthConfig;
import org.glassfish.tyrus.core.HandshakeException;

/**
 * Connects with Tyrus on Grizzly. All clients of a JVM share one container and its threads, which stop 30 s after the last
 * connection. Redirects are not followed, no extension is offered, and Tyrus' own authentication is off. Thread-safe.
 *
 * <p>Connecting blocks in Tyrus, so each attempt holds one thread of the scheduler until it has an outcome, about half a minute at worst. A
 * server that accepts a connection and never answers keeps its socket until it closes it: the shared container has no way
 * to reach a connection before its upgrade. For the same reason nobody tells when such a connection ends, by a FIN or a RST: Tyrus
 * drops that news. It looks like a server that does not answer, and that is a failure after 5 s.
 */
public final class TyrusConnector implements Connector {
    private static final int HANDSHAKE_TIMEOUT_MS = 5_000; // each of: TCP, TLS, the answer to the upgrade
    private static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
    private static final int READ_BUFFER_BYTES = 2 * MAX_MESSAGE_BYTES; // a message, and what was read behind it
    private static final Duration REFUSAL_GRACE = Duration.ofSeconds(1);

    private final Scheduler scheduler;

    /**
     * A connector.
     *
     * @param scheduler lends the threads that block while connecting; not closed by the connector
     */
    public TyrusConnector(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Attempt connect(Upgrade upgrade, Listener listener) {
        TyrusAttempt attempt = new TyrusAttempt(listener, scheduler);
        scheduler.execute(() -> connect(upgrade, attempt));
        return attempt;
    }

    private void connect(Upgrade upgrade, TyrusAttempt attempt) {
        if (attempt.isCancelled()) {
            return;
        }
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(new UpgradeHeaders(upgrade.token(), attempt, scheduler))
                .build();
        try {
            Shared.CONTAINER.connectToServer(attempt.endpoint(), config, withPath(upgrade.uri()));
        } catch (DeploymentException | IOException | RuntimeException e) {
            report(e, attempt);
        }
    }

    /** Grizzly writes the path as it is, and an empty one is no HTTP. */
    private static URI withPath(URI uri) {
        return uri.getRawPath().isEmpty()
                ? uri.resolve("/" + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
                : uri;
    }

    /** An answer of the server is reported by {@link UpgradeHeaders}, a moment after Tyrus has thrown; the rest from here. */
    private void report(Exception failure, TyrusAttempt attempt) {
        if (failure.getCause() instanceof RedirectException redirect) {
            attempt.refused(redirect.getHttpStatusCode(), null);
        } else if (failure.getCause() instanceof HandshakeException) {
            scheduler.schedule(REFUSAL_GRACE, () -> attempt.failed(failure)); // a 101 that is none, say
        } else {
            attempt.failed(failure);
        }
    }

    /** The one container of this JVM; made when the first client connects. */
    private static final class Shared {
        static final ClientManager CONTAINER = create();

        private Shared() {}

        private static ClientManager create() {
            ClientManager container = ClientManager.createClient();
            container.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
            container.getProperties().put(ClientProperties.HANDSHAKE_TIMEOUT, HANDSHAKE_TIMEOUT_MS);
            container.getProperties().put(ClientProperties.INCOMING_BUFFER_SIZE, READ_BUFFER_BYTES);
            container.getProperties().put(ClientProperties.REDIRECT_ENABLED, false);
            container
                    .getProperties()
                    .put(
                            ClientProperties.AUTH_CONFIG,
                            AuthConfig.Builder.create()
                                    .disableProvidedBasicAuth()
                                    .disableProvidedDigestAuth()
                                    .build()); // or a 401 has it connect again, through state that all clients share
            container.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
            container.setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
            container.setDefaultMaxSessionIdleTimeout(-1); // at 0 it starts a timer for every message
            return container;
        }
    }
}
