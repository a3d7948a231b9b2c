package dev.realtime.tests.contract;

import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryPipe;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** The server's end of the testkit's network. */
class InMemoryServerEndTest extends TransportContract {
    private final ManualScheduler time = ManualScheduler.inOrder();
    private final Random random = new Random(1);

    @Override
    protected Pipe join(Transport.Listener listener, Transport.Listener peerListener) {
        InMemoryPipe pipe = new InMemoryPipe(time, random);
        pipe.join(listener, peerListener);
        return new Pipe(pipe.serverEnd(), new InMemoryPeer(pipe, pipe.clientEnd()));
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.SLOW_PEER, Capability.VANISHING_PEER);
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }
}
