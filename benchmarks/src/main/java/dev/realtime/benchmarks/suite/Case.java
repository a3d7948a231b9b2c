package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Subject;
import dev.realtime.benchmarks.workload.Workload;

/**
 * One row of a table.
 *
 * @param workload what is asked
 * @param subject of whom
 * @param bar the name of the row that it is measured against; empty for none
 * @param batchOf the name of the row whose events per message this one puts together; empty for its own
 */
record Case(Workload workload, Subject subject, String bar, String batchOf) {
    Case(Workload workload, Subject subject) {
        this(workload, subject, "", "");
    }

    Case against(String otherBar) {
        return new Case(workload, subject, otherBar, batchOf);
    }

    Case against(Subject other) {
        return against(other.name());
    }

    Case batchesLike(Subject other) {
        return new Case(workload, subject, bar, other.name());
    }
}
