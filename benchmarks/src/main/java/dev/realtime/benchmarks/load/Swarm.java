package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Thousands of clients in one thread. Between two sweeps over the sockets that are ready it naps for 0.4 ms, so that a server never has to
 * wake it: that would be charged to the server, and differently from run to run. It adds up to half a millisecond of latency to all alike.
 */
public final class Swarm implements AutoCloseable {
    private static final long NAP_NANOS = 400_000;
    private static final int CONNECTING_AT_ONCE = 200;

    private final Dialect dialect;
    private final InetSocketAddress address;
    private final int allChannels;
    private final Selector selector;
    private final ReadBuffer buffer = new ReadBuffer();
    private final Message message = new Message();
    private final Memo memo;
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> slow = new ArrayList<>();
    private final Map<Client.State, Integer> states = new EnumMap<>(Client.State.class);
    private final List<String> losses = new ArrayList<>();

    private long delivered;
    private long now = System.nanoTime();
    private long slowReadAt = now;

    /**
     * A swarm without clients.
     *
     * @param dialect how to speak
     * @param address to whom
     * @param allChannels how many channels the server publishes to, in turn
     */
    public Swarm(Dialect dialect, InetSocketAddress address, int allChannels) throws IOException {
        this.dialect = dialect;
        this.address = address;
        this.allChannels = allChannels;
        this.memo = new Memo(dialect);
        this.selector = Selector.open();
    }

    /** Adds a client that is not connected yet. */
    public Client add(Seat seat, Tally tally, Pace pace) {
        Client client = new Client(this, seat, tally, pace);
        clients.add(client);
        states.merge(client.state(), 1, Integer::sum);
        if (!pace.readsAtWill()) {
            slow.add(client);
        }
        return client;
    }

    /** Connects clients, some at a time, and waits until all are subscribed. */
    public void connect(List<Client> newClients) throws IOException {
        int lost = losses.size();
        for (Client client : newClients) {
            while (underWay() >= CONNECTING_AT_ONCE) {
                sweep();
            }
            client.connect();
        }
        boolean done = await(() -> underWay() == 0, 60);
        if (!done || losses.size() > lost) {
            throw new IllegalStateException(
                    "not all clients were subscribed: " + states + " " + losses.subList(lost, losses.size()));
        }
    }

    private int underWay() {
        return count(Client.State.CONNECTING) + count(Client.State.UPGRADING) + count(Client.State.OPEN);
    }

    /** How many clients are in a state. */
    public int count(Client.State state) {
        return states.getOrDefault(state, 0);
    }

    /** Takes a nap, then whatever has come. */
    public void sweep() throws IOException {
        LockSupport.parkNanos(NAP_NANOS);
        now = System.nanoTime();
        selector.selectNow(Swarm::ready);
        if (!slow.isEmpty() && now - slowReadAt >= 0) {
            slowReadAt += Pace.PAUSE_NANOS;
            for (Client client : slow) {
                client.onReady(SelectionKey.OP_READ);
            }
        }
    }

    private static void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        client.onReady(key.readyOps());
    }

    /** Sweeps until something is so; tells whether it became so in time. */
    public boolean await(BooleanSupplier condition, int seconds) throws IOException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            sweep();
        }
        return true;
    }

    void onState(Client.State before, Client.State after) {
        states.merge(before, -1, Integer::sum);
        states.merge(after, 1, Integer::sum);
    }

    void onLost(Client client, String reason) {
        if (losses.size() < 100) {
            losses.add("client " + client.seat().number() + ": " + reason);
        }
    }

    void onDelivered(int events) {
        delivered += events;
    }

    /** How many events have come, to all clients together. */
    public long delivered() {
        return delivered;
    }

    /** Connections that ended without having been asked to, in words; the first hundred. */
    public List<String> losses() {
        return losses;
    }

    /** How many messages with events were not the same as one before. */
    public long distinctMessages() {
        return memo.misses();
    }

    /** All clients. */
    public List<Client> clients() {
        return clients;
    }

    /** When the bytes that are being looked at were read. */
    long now() {
        return now;
    }

    void onRead() {
        now = System.nanoTime();
    }

    Dialect dialect() {
        return dialect;
    }

    InetSocketAddress address() {
        return address;
    }

    int allChannels() {
        return allChannels;
    }

    Selector selector() {
        return selector;
    }

    ReadBuffer buffer() {
        return buffer;
    }

    Message message() {
        return message;
    }

    Memo memo() {
        return memo;
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Client::cut);
        selector.close();
    }
}
