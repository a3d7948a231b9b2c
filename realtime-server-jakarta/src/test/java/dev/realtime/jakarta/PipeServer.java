package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.Transport;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A container whose connections are bare transports, made as for a server, for whoever waits for one. */
public final class PipeServer {
    public static final String PATH = "/pipe";

    private static final String PROPERTY = PipeServer.class.getName();

    private record Waiting(Transport.Listener listener, CompletableFuture<Transport> opened) {}

    private final Scheduler scheduler = Scheduler.threads("pipe-server");
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Container container;

    public PipeServer(Container.Kind kind) throws Exception {
        container = kind.start(this::register);
    }

    private void register(ServletContext context) throws DeploymentException {
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Connection.class, PATH)
                .configurator(new Plain())
                .build();
        config.getUserProperties().put(PROPERTY, this);
        ((ServerContainer) context.getAttribute(ServerContainer.class.getName())).addEndpoint(config);
    }

    public int port() {
        return container.port();
    }

    /** The transport of the next connection, once there is one. */
    public CompletableFuture<Transport> next(Transport.Listener listener) {
        CompletableFuture<Transport> opened = new CompletableFuture<>();
        waiting.add(new Waiting(listener, opened));
        return opened;
    }

    public void stop() throws Exception {
        container.stop();
        scheduler.close();
    }

    /** What {@link StreamEndpoint} does, without a ticket. Public since Jetty wants it. */
    public static final class Connection extends Endpoint {
        private volatile JakartaTransport transport;

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            PipeServer server = (PipeServer) config.getUserProperties().get(PROPERTY);
            Waiting next = server.waiting.remove();
            transport = StreamEndpoint.transport(session, server.scheduler);
            transport.start(next.listener);
            next.opened.complete(transport);
        }

        @Override
        public void onClose(Session session, jakarta.websocket.CloseReason reason) {
            transport.onClose(StreamEndpoint.read(reason));
        }

        @Override
        public void onError(Session session, Throwable failure) {
            // only a hint, as for StreamEndpoint
        }
    }

    /** Inherits nothing: what is inherited looks for a container's own by {@code ServiceLoader}, and may find another's. */
    private static final class Plain extends ServerEndpointConfig.Configurator {
        @Override
        public boolean checkOrigin(String originHeaderValue) {
            return true;
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            // it is fine as it is
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return "";
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(new Connection());
        }
    }
}
