package dev.realtime.tests.repeat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** What became of the tests of one repetition. */
final class Outcomes implements TestExecutionListener {
    private final List<String> failures = new ArrayList<>();
    private int passed;

    int passed() {
        return passed;
    }

    /** The names of those that failed, and why. */
    List<String> failures() {
        return failures;
    }

    /** Whether there were tests, and none failed. */
    boolean isClean() {
        return passed > 0 && failures.isEmpty();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) { // a class may fail, too
            StringWriter story = new StringWriter();
            story.append("flake: ").append(test.getUniqueId()).append('\n');
            result.getThrowable().ifPresent(cause -> cause.printStackTrace(new PrintWriter(story, true)));
            failures.add(story.toString());
        } else if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed++;
        }
    }

    @Override
    public String toString() {
        return passed + " passed, " + failures.size() + " failed";
    }
}
