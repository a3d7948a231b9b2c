package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.realtime.concurrency.Mutant;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A service that two channels count for the first time. */
class CountersInterleavingTest {
    private static final Counters COUNTERS = new Counters(); // made once, as in Room

    @Test
    @Mutant(
            value = "a service has two rows",
            of = Counters.class,
            right =
                    "return services.computeIfAbsent(services.size() < MAX_SERVICES ? service : OTHERS, name -> new OfService());",
            wrong = "OfService made = new OfService(); services.put(service, made); return made;")
    void a_service_has_one_row_whoever_asks_first() throws ReflectiveOperationException {
        Field field = Counters.class.getDeclaredField("services");
        field.setAccessible(true);
        Map<?, ?> services = (Map<?, ?>) field.get(COUNTERS);
        explore(() -> {
            services.clear();
            AtomicReference<Counters.OfService> one = new AtomicReference<>();
            AtomicReference<Counters.OfService> two = new AtomicReference<>();

            together(() -> one.set(COUNTERS.ofService("finance")), () -> two.set(COUNTERS.ofService("finance")));

            assertSame(one.get(), two.get(), "what one of them counts is lost");
        });
    }
}
