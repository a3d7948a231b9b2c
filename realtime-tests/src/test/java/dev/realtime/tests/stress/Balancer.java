package dev.realtime.tests.stress;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client's way through a balancer: each attempt goes to the address that counts at that moment. Notes when the client was
 * asked to come back, connected and was refused.
 */
final class Balancer implements Connector {
    private static final Pattern ASKED = Pattern.compile("\\{\"type\":\"reconnect\".*\"afterMs\":(\\d+)}");

    /** Where attempts go. */
    @FunctionalInterface
    interface Address {
        URI now();
    }

    final List<Long> asked = new CopyOnWriteArrayList<>(); // afterMs
    final List<Long> opened = new CopyOnWriteArrayList<>(); // System.nanoTime
    final List<Integer> refused = new CopyOnWriteArrayList<>(); // status
    final List<Integer> closed = new CopyOnWriteArrayList<>(); // close code, as the server gave it
    private final Connector connector;
    private final Address address;

    Balancer(Connector connector, Address address) {
        this.connector = connector;
        this.address = address;
    }

    @Override
    public Attempt connect(Upgrade upgrade, Listener listener) {
        return connector.connect(new Upgrade(address.now(), upgrade.token()), new Noting(listener));
    }

    /** Tells the client what the connector says, and notes it. */
    private final class Noting implements Listener {
        private final Listener client;

        Noting(Listener client) {
            this.client = client;
        }

        @Override
        public void onOpened(Transport transport) {
            opened.add(System.nanoTime());
            client.onOpened(transport);
        }

        @Override
        public void onRefused(int status, @Nullable Duration retryAfter) {
            refused.add(status);
            client.onRefused(status, retryAfter);
        }

        @Override
        public void onFailed(Throwable cause) {
            refused.add(0);
            client.onFailed(cause);
        }

        @Override
        public void onFrame(Frame frame) {
            if (frame.size() < 200) {
                Matcher reconnect = ASKED.matcher(frame.string());
                if (reconnect.matches()) {
                    asked.add(Long.parseLong(reconnect.group(1)));
                }
            }
            client.onFrame(frame);
        }

        @Override
        public void onClosed(CloseReason reason) {
            closed.add(reason.code());
            client.onClosed(reason);
        }
    }
}
