package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import java.io.IOException;
import java.util.List;

/**
 * Whether something has collapsed: an event was lost, repeated or out of order, or this library takes more than three times the processor
 * time of its bar. A ratio that is too large is looked at twice more and the best one counts, so that noise fails nobody.
 */
final class Smoke {
    private static final double MOST = 3;
    private static final int ROUNDS = 3;

    private final Suite suite;
    private final List<Case> cases;

    Smoke(Suite suite, List<Case> cases) {
        this.suite = suite;
        this.cases = cases;
    }

    /** Whether all is well; says what is not. */
    boolean verdict() throws IOException {
        boolean good = true;
        for (Case each : cases) {
            good &= each.bar().isEmpty() || isNearBar(each);
        }
        for (Case each : cases) {
            good &= isComplete(each);
        }
        double foreign = Numbers.median(suite.results().runs().stream()
                .map(run -> run.figures().get(Figures.FOREIGN))
                .toList());
        Suite.print((good ? "smoke: good" : "smoke: FAILED") + "; others kept " + Numbers.shown(foreign)
                + " processors busy in the median run");
        return good;
    }

    private boolean isNearBar(Case each) throws IOException {
        double ratio = best(each);
        for (int round = 1; round < ROUNDS && !(ratio <= MOST); round++) {
            suite.run(round, each);
            for (Case other : cases) {
                if (other.subject().name().equals(each.bar())
                        && other.workload().name().equals(each.workload().name())) {
                    suite.run(round, other);
                }
            }
            ratio = best(each);
        }
        boolean good = ratio <= MOST;
        Suite.print((good ? "good: " : "COLLAPSED: ") + each.workload().name() + "  "
                + each.subject().name() + " takes " + Numbers.shown(ratio) + " times the processor time of "
                + each.bar());
        return good;
    }

    private double best(Case each) {
        return Numbers.smallest(suite.results().ratios(each, Figures.CPU));
    }

    private boolean isComplete(Case each) {
        String workload = each.workload().name();
        String subject = each.subject().name();
        boolean ran = !suite.results().values(workload, subject, Figures.CPU).isEmpty();
        boolean clean = suite.results().isClean(workload, subject);
        if (!ran || !clean) {
            Suite.print((ran ? "NOT CLEAN: " : "DID NOT RUN: ") + workload + "  " + subject);
        }
        return ran && clean;
    }
}
