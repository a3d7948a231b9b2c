package dev.realtime.benchmarks.suite;

import static dev.realtime.benchmarks.suite.Subjects.nio;
import static dev.realtime.benchmarks.suite.Subjects.ours;
import static dev.realtime.benchmarks.suite.Subjects.raw;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Idle;
import dev.realtime.benchmarks.workload.LongPolls;
import dev.realtime.benchmarks.workload.ManyChannels;
import dev.realtime.benchmarks.workload.OldWorld;
import dev.realtime.benchmarks.workload.PostToCallback;
import dev.realtime.benchmarks.workload.ResumeStorm;
import dev.realtime.benchmarks.workload.SlowReaders;
import dev.realtime.benchmarks.workload.Subject;
import dev.realtime.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which workloads run against which servers. Of each workload ours come first: the bare loops put together as many events as ours did. */
final class Plan {
    private static final List<String> CONTAINERS = List.of("tomcat", "jetty");

    private static final int WINDOW = 50; // milliseconds, of the fixed one

    private final List<Case> cases = new ArrayList<>();

    private Plan() {}

    /** Everything. */
    static List<Case> full() {
        Plan plan = new Plan();
        FanOut many = new FanOut("W1", "1,000 connections, 200 B, as many events as the server can", 1_000, 200, 0);
        plan.saturated(many);
        plan.against(many, "text", "batch");
        plan.events(many);
        plan.peers(many, true);
        FanOut slow = new FanOut("W2@50", "1,000 connections, 200 B, 50 events a second", 1_000, 200, 50);
        plan.paced(slow);
        plan.against(slow, "binary+gzip", "event-binary");
        plan.paced(new FanOut("W2@200", "1,000 connections, 200 B, 200 events a second", 1_000, 200, 200));
        plan.saturated(new FanOut("W3", "100 connections, 4 KB, as many events as the server can", 100, 4_096, 0));
        plan.idle();
        plan.storm();
        plan.slow();
        plan.channels();
        plan.bookings();
        plan.posts();
        plan.oldWorld();
        plan.growth();
        return plan.cases;
    }

    /** The few that tell whether something has collapsed. */
    static List<Case> smoke() {
        Plan plan = new Plan();
        FanOut saturated = new FanOut("W1@smoke", "200 connections, 200 B, as many events as possible", 200, 200, 0);
        FanOut paced = new FanOut("W2@smoke", "200 connections, 200 B, 50 events a second", 200, 200, 50);
        for (String container : CONTAINERS) {
            plan.oursAndBatch(saturated, container, "binary");
            plan.oursAndBatch(paced, container, "binary");
        }
        return plan.cases;
    }

    private void add(Workload workload, Subject subject) {
        cases.add(new Case(workload, subject));
    }

    /** Ours, and the bare loop that puts together as much. */
    private void oursAndBatch(Workload workload, String container, String encodings) {
        Subject ours = ours(container, encodings);
        Subject batch = raw(container, encodings.contains("gzip") ? "batch+gzip" : "batch");
        cases.add(new Case(workload, ours).against(batch));
        cases.add(new Case(workload, batch).batchesLike(ours));
    }

    private void saturated(Workload workload) {
        for (String container : CONTAINERS) {
            oursAndBatch(workload, container, "binary");
            oursAndBatch(workload, container, "binary+gzip");
        }
        cases.add(new Case(workload, nio("batch")).batchesLike(ours("tomcat", "binary")));
    }

    /** What anybody pays who sends each event for itself. */
    private void events(Workload workload) {
        for (String container : CONTAINERS) {
            cases.add(new Case(workload, raw(container, "event-text")).against("nio event"));
        }
        add(workload, nio("event"));
    }

    /** Ours in another encoding, against the bare loop in a mode. */
    private void against(Workload workload, String encodings, String mode) {
        for (String container : CONTAINERS) {
            cases.add(new Case(workload, ours(container, encodings)).against(raw(container, mode)));
        }
    }

    private void paced(Workload workload) {
        for (String container : CONTAINERS) {
            cases.add(new Case(workload, ours(container, "binary")).against(raw(container, "event-binary")));
            cases.add(new Case(workload, raw(container, "event-binary")).against("nio event"));
            cases.add(new Case(workload, ours(container, "text")).against(raw(container, "event-text")));
            cases.add(new Case(workload, raw(container, "event-text")).against("nio event"));
            cases.add(new Case(workload, ours(container, "binary", WINDOW)).against(raw(container, WINDOW)));
            add(workload, raw(container, WINDOW));
        }
        add(workload, nio("event"));
        peers(workload, false);
    }

    private void peers(Workload workload, boolean batched) {
        Stream<Subject> all = Subjects.peers()
                .filter(peer -> batched || !peer.name().endsWith(" batched")); // where there is nothing to put together
        all.forEach(peer -> cases.add(new Case(workload, peer).against("nio event")));
    }

    private void idle() {
        Workload workload = new Idle(5_000, 35); // what watches the last send of a new connection has gone by then
        for (String container : CONTAINERS) {
            cases.add(new Case(workload, ours(container, "binary")).against(raw(container, "event-binary")));
            add(workload, raw(container, "event-binary"));
        }
        peers(new Idle(5_000, 3), false);
    }

    private void storm() {
        for (String container : CONTAINERS) {
            for (String encodings : List.of("binary", "binary+gzip")) {
                String mode = encodings.replace("binary", "batch");
                Subject bare = raw(container, mode).with("--batch", "1000", "--window", "20");
                Workload resumed = new ResumeStorm(1_000, 200, 1_000, true);
                cases.add(new Case(resumed, ours(container, encodings)).against(bare));
                add(new ResumeStorm(1_000, 200, 1_000, false), bare);
            }
        }
    }

    private void slow() {
        Workload workload = new SlowReaders(100);
        for (String container : CONTAINERS) {
            cases.add(new Case(workload, ours(container, "binary")).against(raw(container, "event-binary")));
            add(workload, raw(container, "event-binary"));
        }
    }

    private void channels() {
        for (int channels : new int[] {100, 10_000}) {
            CONTAINERS.forEach(container -> add(new ManyChannels(channels), ours(container, "binary")));
        }
    }

    private void bookings() {
        Workload paced = new FanOut("W8@50", "100 connections, real bookings, 50 events a second", 100, 0, 50);
        Workload saturated = new FanOut("W8", "100 connections, real bookings, as many as possible", 100, 0, 0);
        Workload large = new FanOut("W8@4KB", "100 connections, single events of 4 KB, 50 a second", 100, 4_096, 50);
        for (Workload workload : List.of(saturated, paced, large)) {
            cases.add(new Case(workload, ours("tomcat", "binary+gzip")).against("raw tomcat event-text"));
            add(workload, raw("tomcat", "event-text"));
        }
    }

    private void posts() {
        CONTAINERS.forEach(container -> add(new PostToCallback(1_000, 20), ours(container, "binary")));
    }

    private void oldWorld() {
        Subject polls = Peers.longPolling();
        for (OldWorld workload : List.of(new OldWorld(500, 10, 10), new OldWorld(500, 10, 0))) {
            cases.add(new Case(workload, ours("tomcat", "binary+gzip")).against(polls));
            add(new LongPolls(workload, Peers.pollingLoad()), polls);
        }
    }

    private void growth() {
        for (int connections : new int[] {10, 100, 1_000, 5_000}) {
            Workload workload =
                    new FanOut("growth@" + connections, connections + " connections, 200 B", connections, 200, 0);
            CONTAINERS.forEach(container -> add(workload, ours(container, "binary")));
        }
    }
}
