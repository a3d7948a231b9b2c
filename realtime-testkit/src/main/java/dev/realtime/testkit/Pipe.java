package dev.realtime.testkit;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;

/** A connection between a client and a server: two directions, and an end for each. */
final class Pipe {
    private final Direction toServer;
    private final Direction toClient;

    Pipe(ManualScheduler time, Link link) {
        toServer = new Direction(time, link, Way.TO_SERVER);
        toClient = new Direction(time, link, Way.TO_CLIENT);
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

    /** Both ends hear a reason, behind what is under way. */
    void close(CloseReason reason) {
        toServer.close(reason);
        toClient.close(reason);
    }

    /** One way dies in silence. */
    void lose(Way way) {
        (way == Way.TO_SERVER ? toServer : toClient).lose();
    }

    /** The client has gone; the server gets what was under way, and does not notice. */
    void leave() {
        toClient.lose();
        toClient.deaf(CloseReason.of(CloseReason.ABNORMAL, "another network"));
        toServer.endSilently();
    }

    void goOn() {
        toServer.pump();
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
