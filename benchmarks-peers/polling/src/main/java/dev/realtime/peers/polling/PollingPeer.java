package dev.realtime.peers.polling;

import dev.realtime.peers.control.ControlServer;
import dev.realtime.peers.control.Event;
import dev.realtime.peers.control.Options;
import dev.realtime.peers.control.Peer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * Long polling on Tomcat, as it was done before there were WebSockets: every channel is a service with an endpoint of its own, and every
 * client has a poll at each of them, so {@code --channels 10} for ten polls a client. Polls wait without a thread.
 */
public final class PollingPeer implements Peer {
    private final Map<String, Service> services;
    private final PollServlet servlet;

    private PollingPeer(int channels) {
        services = IntStream.range(0, channels)
                .mapToObj(Peer::name)
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> new Service()));
        servlet = new PollServlet(services);
    }

    /** Starts it. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        PollingPeer peer = new PollingPeer(options.channels());
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(
                Path.of(System.getProperty("java.io.tmpdir"), "realtime-peers").toString());
        tomcat.setConnector(connector(options.port()));
        Context context = tomcat.addContext("", null);
        Wrapper wrapper = Tomcat.addServlet(context, "poll", peer.servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/poll/*");
        tomcat.start();
        ControlServer.serve(options, peer);
    }

    private static Connector connector(int port) {
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "200000"); // Tomcat's default: 8192, which is 819 clients
        connector.setProperty("acceptCount", "4096");
        connector.setProperty("maxKeepAliveRequests", "-1"); // Tomcat's default: 100
        connector.setProperty("keepAliveTimeout", "60000");
        return connector;
    }

    @Override
    public void publish(int channel, Event event) {
        Objects.requireNonNull(services.get(Peer.name(channel))).publish(event);
    }

    @Override
    public String stats() {
        int waiting = services.values().stream().mapToInt(Service::waiting).sum();
        return "{\"requests\":" + servlet.requests() + ",\"waiting\":" + waiting + "}";
    }
}
