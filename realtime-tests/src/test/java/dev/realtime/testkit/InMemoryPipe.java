package dev.realtime.testkit;

import dev.realtime.core.transport.Transport;
import java.util.random.RandomGenerator;

/** One connection of the in-memory network, without a server and a client at its ends. */
public final class InMemoryPipe {
    private final Link link;
    private final Pipe pipe;

    public InMemoryPipe(ManualScheduler time, RandomGenerator random) {
        link = new InMemoryNetwork(time, random).link();
        pipe = new Pipe(time, link);
    }

    public Transport serverEnd() {
        return pipe.serverEnd();
    }

    public Transport clientEnd() {
        return pipe.clientEnd();
    }

    public void join(Transport.Listener server, Transport.Listener client) {
        pipe.join(server, client);
    }

    public void cut() {
        pipe.cut();
    }

    /** The client ceases to read. */
    public void stall() {
        link.stall();
    }

    /** The client reads on. */
    public void resume() {
        link.resume();
        pipe.goOn();
    }
}
