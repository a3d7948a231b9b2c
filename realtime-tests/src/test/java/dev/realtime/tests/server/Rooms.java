package dev.realtime.tests.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.server.SnapshotProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The application's state, which answers when the test says so. */
final class Rooms implements SnapshotProvider {
    final List<Position> asked = new ArrayList<>();
    final List<CompletableFuture<Snapshot>> answers = new ArrayList<>();

    @Override
    public CompletionStage<Snapshot> snapshot(Channel channel, Position head) {
        asked.add(head);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    void answer(Object data) {
        int last = asked.size() - 1;
        answers.get(last).complete(new Snapshot(asked.get(last), data));
    }
}
