package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    @Test
    void faults_and_publications_that_do_not_matter_are_left_out() {
        FaultPlan smallest =
                Shrinking.shrink(FaultPlan.ORDINARY, plan -> plan.has(1) && plan.has(4) && plan.publications() >= 30);
        assertEquals(new FaultPlan(35, 6, Set.of(1, 4)), smallest);
    }

    @Test
    void a_plan_that_always_fails_becomes_the_smallest() {
        assertEquals(new FaultPlan(1, 6, Set.of()), Shrinking.shrink(FaultPlan.ORDINARY, plan -> true));
    }

    @Test
    void a_plan_is_written_as_it_is_read() {
        FaultPlan plan = new FaultPlan(70, 6, Set.of(0, 3));
        assertEquals("70:6:0,3", plan.toString());
        assertEquals(plan, FaultPlan.parse("70:6:0,3"));
        assertEquals(new FaultPlan(1, 6, Set.of()), FaultPlan.parse("1:6:"));
    }
}
