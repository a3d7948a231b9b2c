package dev.realtime.benchmarks.target;

import dev.realtime.core.transport.Frame;
import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bare loop over a Jakarta container: what a fan-out of the same bytes costs without a library. No channel, no access, no resume.
 *
 * <pre>
 * --container tomcat|jetty   --mode event-text|event-binary|batch   --batch N   --window ms   --gzip
 * --replay B (a client gets the last B events first)   --size bytes | --bookings file
 * </pre>
 */
public final class RawTarget {
    private static final Frame HELLO = Frame.text("hello");
    private static final int NEAR = 250; // events
    private static final int TEXT_BUFFER = 4 * 1024; // as this library asks for; Tomcat allocates it at the first text

    private final Chain<Frame> chain = new Chain<>(HELLO);
    private final Map<Session, RawSession> sessions = new ConcurrentHashMap<>();
    private final RawFeed feed;
    private Replay replay = new Replay(List.of(), chain.newest(), 0); // between frames

    /** The past when a client came, for all who come soon after it. */
    private record Replay(List<Frame> frames, Chain.Link<Frame> then, long number) {}

    private RawTarget(RawFeed.Shape shape, Payloads payloads) {
        feed = new RawFeed(shape, payloads, this::onFrame);
    }

    /** Serves until stdin ends. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        int port = options.number("port", 0);
        int control = options.number("control", 0);
        String container = options.text("container", "tomcat");
        RawTarget target = new RawTarget(RawFeed.Shape.of(options), Payloads.of(options));
        options.requireAllRead();
        WebServer.start(container, port, target::install);
        ControlServer.serve(control, target.feed);
    }

    private void install(ServletContext context) throws Exception {
        ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        container.addEndpoint(ServerEndpointConfig.Builder.create(RawEndpoint.class, "/raw")
                .configurator(new Plain())
                .build());
    }

    private void onFrame(Frame frame) {
        chain.append(frame);
        sessions.values().forEach(RawSession::wake);
    }

    private void onOpen(Session session) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(TEXT_BUFFER);
        session.addMessageHandler(String.class, text -> {});
        feed.between(() -> {
            List<Frame> first = new ArrayList<>(List.of(HELLO));
            first.addAll(replay().frames());
            RawSession added = new RawSession(session, Chain.before(first, replay.then()));
            sessions.put(session, added);
            added.wake();
        });
    }

    /** Made once for a storm: it stays good as long as the link behind it is near. */
    private Replay replay() {
        if (replay.frames().isEmpty() || feed.number() - replay.number() > NEAR) {
            List<Frame> frames = feed.replay();
            replay = new Replay(frames, chain.newest(), feed.number());
        }
        return replay;
    }

    /** Made for each session; public since Jetty wants it so. */
    public final class RawEndpoint extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            RawTarget.this.onOpen(session);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            sessions.remove(session);
        }

        @Override
        public void onError(Session session, Throwable failure) {
            sessions.remove(session);
        }
    }

    /** No extension is negotiated, above all not permessage-deflate. */
    private final class Plain extends ServerEndpointConfig.Configurator {
        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return Objects.requireNonNull(type.cast(new RawEndpoint()));
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}
