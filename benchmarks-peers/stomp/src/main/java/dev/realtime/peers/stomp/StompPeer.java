package dev.realtime.peers.stomp;

import dev.realtime.peers.control.ControlServer;
import dev.realtime.peers.control.Event;
import dev.realtime.peers.control.Options;
import dev.realtime.peers.control.Peer;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

/**
 * The simple STOMP broker of Spring on Tomcat, without Boot. An application sends a Map to {@code /topic/s0} (and so on) with
 * SimpMessagingTemplate, and Jackson makes JSON of it; clients connect to {@code ws://.../stomp}. Options beyond those of all peers:
 * {@code --unordered}, which is Spring's default and lets events overtake each other.
 */
public final class StompPeer implements Peer {
    private final SimpMessagingTemplate template;
    private final SubProtocolWebSocketHandler sessions;

    private StompPeer(AnnotationConfigWebApplicationContext spring) {
        this.template = spring.getBean(SimpMessagingTemplate.class);
        this.sessions = (SubProtocolWebSocketHandler)
                WebSocketHandlerDecorator.unwrap(spring.getBean("subProtocolWebSocketHandler", WebSocketHandler.class));
    }

    /** Starts it. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments, "unordered");
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("ordered", !options.flag("unordered")));
        spring.register(StompConfiguration.class);

        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(
                Path.of(System.getProperty("java.io.tmpdir"), "realtime-peers").toString());
        tomcat.setConnector(connector(options.port()));
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        Wrapper servlet = Tomcat.addServlet(context, "spring", new DispatcherServlet(spring));
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
        tomcat.start();
        ControlServer.serve(options, new StompPeer(spring));
    }

    private static Connector connector(int port) {
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "100000");
        connector.setProperty("acceptCount", "4096");
        return connector;
    }

    @Override
    public void publish(int channel, Event event) {
        template.convertAndSend("/topic/" + Peer.name(channel), (Object) event.map());
    }

    @Override
    public String stats() {
        return "{\"sessions\":" + sessions.getStats().getWebSocketSessions() + ",\"limitExceeded\":"
                + sessions.getStats().getLimitExceededSessions() + "}";
    }
}
