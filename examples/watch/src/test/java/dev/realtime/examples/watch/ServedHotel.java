package dev.realtime.examples.watch;

import dev.realtime.core.Identity;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** A real server in Tomcat with one user, whose token is {@code secret} and who may see {@code finance}. */
record ServedHotel(RealtimeServer realtime, Tomcat tomcat) implements AutoCloseable {
    static ServedHotel open(int port, Path directory) throws LifecycleException {
        RealtimeServer realtime = RealtimeServer.builder()
                .authenticator(
                        token -> Optional.of(Identity.of("seaside", "maria")).filter(id -> token.equals("secret")))
                .authorizer((identity, service) -> service.equals("finance"))
                .build();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servlets) -> RealtimeEndpoint.install(servlets, realtime), null);
        tomcat.start();
        return new ServedHotel(realtime, tomcat);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    String address() {
        return "ws://127.0.0.1:" + port() + "/v2/realtime/stream";
    }

    @Override
    public void close() throws LifecycleException {
        realtime.close();
        tomcat.stop();
        tomcat.destroy();
    }
}
