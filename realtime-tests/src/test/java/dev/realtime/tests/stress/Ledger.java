package dev.realtime.tests.stress;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.core.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What one client heard, judged at once: every sequence number is heard once, or lies in exactly one gap. */
final class Ledger {
    final AtomicLong events = new AtomicLong();
    final AtomicLong missed = new AtomicLong();
    final AtomicLong gaps = new AtomicLong();
    final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final Map<String, Position> here = new ConcurrentHashMap<>();
    private RealtimeClient client;

    void watch(RealtimeClient watched) {
        client = watched;
    }

    void onState(ConnectionState state) {
        if (state instanceof ConnectionState.Open) {
            client.positions().forEach(here::putIfAbsent); // where a fresh service starts
        }
    }

    void onEvent(ReceivedEvent event) {
        Position last = here.put(event.service(), event.position());
        if (last == null
                || event.position().seq() != last.seq() + 1
                || !event.position().epoch().equals(last.epoch())) {
            broken.add(event.service() + ": after " + last + " came " + event.position());
        }
        if (event.data().asLong() != event.position().seq()) {
            broken.add(event.service() + ": " + event.position() + " holds " + event.data());
        }
        events.incrementAndGet();
    }

    void onGap(Gap gap) {
        Position last = here.put(gap.service(), gap.position());
        gaps.incrementAndGet();
        if (last == null || !last.equals(gap.after()) || gap.position().seq() <= last.seq()) {
            broken.add(gap.service() + ": " + gap + " but it stood at " + last);
        } else {
            missed.addAndGet(gap.position().seq() - last.seq());
        }
    }

    boolean isAt(Map<String, Long> heads, List<String> services) {
        for (String service : services) {
            Position position = client.positions().get(service);
            if (position == null || position.seq() != heads.get(service)) {
                return false;
            }
        }
        return true;
    }

    List<String> problems() {
        return new ArrayList<>(broken);
    }
}
