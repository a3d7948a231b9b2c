package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections of one user that come and go at once (F1.3, protocol rule P4). */
class ConnectionPoolInterleavingTest {
    private static ConnectionPool pool(int cap) {
        return Room.pool(cap);
    }

    private static Connection connection(ConnectionPool pool) {
        return Room.connection(Room.node(pool, new Tasks()));
    }

    @Test
    @Mutant(
            value = "a place in the pool is looked for and taken in two steps",
            of = ConnectionPool.class,
            right = "synchronized (this) { Org org = orgs.computeIfAbsent(",
            wrong = "{ Org org = orgs.computeIfAbsent(")
    void two_who_come_at_once_for_the_last_place_do_not_both_get_it() {
        exploreSome(() -> {
            ConnectionPool pool = pool(1);
            Connection a = connection(pool);
            Connection b = connection(pool);
            AtomicBoolean aIsIn = new AtomicBoolean();
            AtomicBoolean bIsIn = new AtomicBoolean();

            together(() -> aIsIn.set(pool.add(a, 0)), () -> bIsIn.set(pool.add(b, 0)));

            assertEquals(1, pool.ofUser("acme", "maria").size(), "the cap is broken, or nobody is in");
            assertNotEquals(aIsIn.get(), bIsIn.get(), "both were told the same");
        });
    }

    @Test
    @Mutant(
            value = "a connection leaves the pool without the lock",
            of = ConnectionPool.class,
            right = "synchronized (this) { drop(connection);",
            wrong = "{ drop(connection);")
    void who_is_admitted_while_another_one_goes_is_known_and_counted() {
        exploreSome(() -> {
            ConnectionPool pool = pool(2);
            Connection goes = connection(pool);
            Connection comes = connection(pool);
            pool.add(goes, 0);

            together(() -> pool.remove(goes), () -> pool.add(comes, 0));

            assertEquals(List.of(comes), pool.ofUser("acme", "maria"));
            assertEquals(1, pool.stats(0).totalConnections());
        });
    }

    @Test
    @Mutant(
            value = "who waits for an empty pool is noted too late",
            of = ConnectionPool.class,
            right = "synchronized (this) { if (!isEmpty()) { onEmpty = callback;",
            wrong = "{ if (!isEmpty()) { onEmpty = callback;")
    void the_last_one_who_goes_is_noticed_once() {
        exploreSome(() -> {
            ConnectionPool pool = pool(1);
            Connection last = connection(pool);
            pool.add(last, 0);
            AtomicInteger empty = new AtomicInteger();

            together(() -> pool.whenEmpty(empty::incrementAndGet), () -> pool.remove(last));

            assertEquals(1, empty.get());
        });
    }
}
