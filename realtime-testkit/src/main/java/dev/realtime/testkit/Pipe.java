package dev.realtime.testkit;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;

/** A connection between a client and a server: two directions, and an end for each. */
final class Pipe {
    private final Direction toServer;
    private final Direction toClient;

    Pipe(ManualScheduler time, Link link) {
        toServer = new Direction(time, link, false);
        toClient = new Direction(time, link, true);
    }

    Transport serverEnd() {
        return new End(toClient, toServer);
    }

    Transport clientEnd() {
        return new End(toServer, toClient);
    }

    void join(Transport.Listener server, Transport.Listener client) {
        toServer.receiver(server);
        toClient.receiver(client);
    }

    void cut() {
        toServer.cut();
        toClient.cut();
    }

    void lose() {
        toServer.lose();
        toClient.lose();
    }

    void readOn() {
        toClient.pump();
    }

    private record End(Direction out, Direction in) implements Transport {
        @Override
        public void send(Frame frame, Completion completion) {
            out.send(frame, completion);
        }

        @Override
        public void close(CloseReason reason) {
            out.close(reason);
            in.deaf(reason);
        }
    }
}
