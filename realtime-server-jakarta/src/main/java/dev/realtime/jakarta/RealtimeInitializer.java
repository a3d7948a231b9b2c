package dev.realtime.jakarta;

import dev.realtime.core.server.RealtimeServer;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Installs the {@link RealtimeServer} that the embedder has put into the context attribute
 * {@code dev.realtime.core.server.RealtimeServer} before the application starts. Does nothing without it. Found by containers
 * through {@code META-INF/services}; not to be called.
 */
public final class RealtimeInitializer implements ServletContainerInitializer {
    /** For the container. */
    public RealtimeInitializer() {}

    /** Installs what stands in the attribute. */
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        if (context.getAttribute(RealtimeEndpoint.ATTRIBUTE) instanceof RealtimeServer server) {
            RealtimeEndpoint.install(context, server);
        }
    }
}
