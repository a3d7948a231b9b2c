package dev.realtime.peers.cometd;

import dev.realtime.peers.control.ControlServer;
import dev.realtime.peers.control.Event;
import dev.realtime.peers.control.Options;
import dev.realtime.peers.control.Peer;
import java.util.Map;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.LocalSession;
import org.cometd.bayeux.server.ServerTransport;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD on Jetty, with its own WebSocket transport and nothing else: no servlet, no acknowledge extension, no lazy channels, no
 * permessage-deflate. An application publishes a Map to the broadcast channel {@code /bench/s0} (and so on), at {@code ws://.../cometd}.
 * Options beyond those of all peers: {@code --messages-per-frame n}, CometD's own default 1.
 */
public final class CometDPeer implements Peer {
    private final BayeuxServerImpl bayeux;
    private final LocalSession publisher;

    private CometDPeer(BayeuxServerImpl bayeux, int channels) {
        this.bayeux = bayeux;
        this.publisher = bayeux.newLocalSession("publisher");
        publisher.handshake();
        for (int i = 0; i < channels; i++) {
            bayeux.createChannelIfAbsent(channel(i), created -> created.setPersistent(true));
        }
    }

    /** Starts it. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments, "messages-per-frame");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setAcceptQueueSize(4_096);
        server.addConnector(connector);

        ContextHandler context = new ContextHandler("/");
        context.setHandler(WebSocketUpgradeHandler.from(server, context));
        BayeuxServerImpl bayeux = bayeux(context, options.number("messages-per-frame", 1));
        context.addBean(bayeux);
        server.setHandler(context);
        server.start();
        ControlServer.serve(options, new CometDPeer(bayeux, options.channels()));
    }

    private static BayeuxServerImpl bayeux(ContextHandler context, int messagesPerFrame) {
        BayeuxServerImpl bayeux = new BayeuxServerImpl();
        bayeux.setOption(Context.class.getName(), context.getContext());
        bayeux.setOption("timeout", 30_000);
        bayeux.setOption("maxInterval", 10_000);
        bayeux.setOption("ws.idleTimeout", 60_000); // longer than the timeout of /meta/connect
        bayeux.setOption("ws.cometdURLMapping", "/cometd/*");
        bayeux.setOption("ws.enableExtension.permessage-deflate", false);
        bayeux.setOption("ws.messagesPerFrame", messagesPerFrame);
        ServerTransport transport = new JettyWebSocketTransport(bayeux);
        bayeux.setTransports(transport);
        bayeux.setAllowedTransports(transport.getName());
        return bayeux;
    }

    private static String channel(int channel) {
        return "/bench/" + Peer.name(channel);
    }

    @Override
    public void publish(int channel, Event event) {
        Map<String, Object> data = event.map();
        bayeux.getChannel(channel(channel)).publish(publisher, data, Promise.noop());
    }

    @Override
    public String stats() {
        return "{\"sessions\":" + bayeux.getSessions().size() + "}";
    }
}
