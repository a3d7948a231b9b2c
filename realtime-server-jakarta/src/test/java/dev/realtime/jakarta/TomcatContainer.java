package dev.realtime.jakarta;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.apache.tomcat.websocket.server.WsSci;
import org.apache.tomcat.websocket.server.WsServerContainer;

/** Tomcat, with a default servlet: without one every path that is not mapped exactly is 404 before its filters run. */
final class TomcatContainer implements Container {
    private final Tomcat tomcat = new Tomcat();
    private final Context application;

    TomcatContainer(int port, Setup before, Setup after) throws Exception {
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        application = tomcat.addContext("", null);
        Setup defaultServlet =
                context -> context.addServlet("default", new DefaultServlet()).addMapping("/");
        application.addServletContainerInitializer(defaultServlet.asInitializer(), null);
        application.addServletContainerInitializer(before.asInitializer(), null);
        application.addServletContainerInitializer(new WsSci(), null);
        application.addServletContainerInitializer(after.asInitializer(), null);
        tomcat.start();
        if (!application.getState().isAvailable()) {
            tomcat.destroy();
            throw new IllegalStateException("the application did not start");
        }
        // In seconds, 10 by default: how often it looks for peers that do not answer a close.
        ((WsServerContainer) context().getAttribute(ServerContainer.class.getName())).setProcessPeriod(1);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public int sessions() {
        try {
            Field field = WsWebSocketContainer.class.getDeclaredField("sessions");
            field.setAccessible(true);
            return ((Map<?, ?>) field.get(context().getAttribute(ServerContainer.class.getName()))).size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int tcpConnections() {
        try {
            Method method = AbstractProtocol.class.getDeclaredMethod("getEndpoint");
            method.setAccessible(true);
            return ((AbstractEndpoint<?, ?>) method.invoke(tomcat.getConnector().getProtocolHandler()))
                    .getConnections()
                    .size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public ServletContext context() {
        return application.getServletContext();
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }
}
