package dev.realtime.testkit.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat. */
record TomcatContainer(Tomcat tomcat, Path folder) implements EmbeddedContainer.Running {
    static TomcatContainer start(EmbeddedContainer.Application application) throws Exception {
        Path folder = Files.createTempDirectory("realtime-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                // without one, every path that is not mapped exactly is 404 before its filters run
                (types, started) ->
                        started.addServlet("default", new DefaultServlet()).addMapping("/"),
                null);
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((types, started) -> application.begin(started), null);
        TomcatContainer container = new TomcatContainer(tomcat, folder);
        tomcat.start();
        if (!context.getState().isAvailable()) {
            container.stop();
            throw new IllegalStateException("the application did not start: the log of Tomcat says why");
        }
        return container;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        try (var files = Files.walk(folder)) {
            for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
