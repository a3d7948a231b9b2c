package dev.realtime.jakarta;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Played;
import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The first two requests in a container that came later than the endpoint. */
class UpgradeInterleavingTest {
    @Test
    @Mutant(
            value = "an endpoint is registered twice",
            of = Upgrade.class,
            right = "if (container == null || !registered.compareAndSet(false, true)) { return; }",
            wrong = "if (container == null || registered.get()) { return; } registered.set(true);")
    void the_endpoint_is_registered_once() {
        explore(() -> {
            AtomicInteger endpoints = new AtomicInteger();
            ServerContainer container = Played.as(ServerContainer.class, (method, arguments) -> {
                endpoints.incrementAndGet(); // it is asked for nothing else
                return null;
            });
            Upgrade upgrade = new Upgrade(Played.as(ServletContext.class, (method, arguments) -> container));

            together(upgrade::register, upgrade::register);

            assertEquals(1, endpoints.get(), "the container refuses the second one, and the request with it");
        });
    }
}
