package dev.realtime.tests.contract;

import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryPipe;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** The client's end of the testkit's network; its server never stops reading. */
class InMemoryClientEndTest extends TransportContract {
    private final ManualScheduler time = ManualScheduler.inOrder();
    private final Random random = new Random(1);

    @Override
    protected Pipe join(Transport.Listener listener, Transport.Listener peerListener) {
        InMemoryPipe pipe = new InMemoryPipe(time, random);
        pipe.join(peerListener, listener);
        return new Pipe(pipe.clientEnd(), new InMemoryPeer(pipe, pipe.serverEnd()));
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.VANISHING_PEER);
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }
}
