package dev.realtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.client.connect.Connector;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The other end, played by the test. */
final class PlayedServer implements Connector {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Connection> attempts = new ArrayList<>();
    private final ManualTime time;

    PlayedServer(ManualTime time) {
        this.time = time;
    }

    @Override
    public Attempt connect(Upgrade upgrade, Listener listener) {
        Connection connection = new Connection(upgrade, listener);
        attempts.add(connection);
        return () -> connection.cancelled = true;
    }

    Connection last() {
        return attempts.get(attempts.size() - 1);
    }

    final class Connection implements Transport {
        final Upgrade upgrade;
        final Connector.Listener listener;
        final List<JsonNode> heard = new ArrayList<>();
        boolean cancelled;
        CloseReason closed;

        Connection(Upgrade upgrade, Connector.Listener listener) {
            this.upgrade = upgrade;
            this.listener = listener;
        }

        Connection open() {
            listener.onOpened(this);
            time.settle();
            return this;
        }

        void say(String json) {
            sayLater(json);
            time.settle();
        }

        /** The client has not acted on it yet. */
        void sayLater(String json) {
            listener.onFrame(Frame.text(json.replace('\'', '"')));
        }

        void drop(int code) {
            listener.onClosed(CloseReason.of(code, ""));
            time.settle();
        }

        /** What the client said since the last call. */
        List<JsonNode> take() {
            List<JsonNode> taken = List.copyOf(heard);
            heard.clear();
            return taken;
        }

        @Override
        public void send(Frame frame, Completion completion) {
            try {
                heard.add(JSON.readTree(frame.bytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {
            if (closed == null) {
                closed = reason;
                listener.onClosed(reason);
            }
        }
    }
}
