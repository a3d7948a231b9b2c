package dev.realtime.testkit.junit;

import dev.realtime.testkit.RealtimeSim;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.AssertionFailedError;

/** Gives each test a {@link RealtimeSim} of its own; see {@link RealtimeTest}. */
final class RealtimeSimExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(RealtimeSimExtension.class);
    private static final String SEED = "realtime.seed";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RealtimeSim.class
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        RealtimeSim known = store.get(RealtimeSim.class, RealtimeSim.class);
        if (known != null) {
            return known; // of a method before the test
        }
        RealtimeSim made = world(context);
        store.put(RealtimeSim.class, made);
        return made;
    }

    private static RealtimeSim world(ExtensionContext context) {
        String given = System.getProperty(SEED);
        long seed = given == null ? new SecureRandom().nextLong() & 0xffff_ffffL : Long.decode(given);
        return RealtimeSim.ofSeed(seed).rerunBy("mvn test -Dtest=%s -D%s=0x%x".formatted(name(context), SEED, seed));
    }

    /** As Surefire wants it. */
    private static String name(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        return type
                + context.getTestMethod().map(method -> "#" + method.getName()).orElse("");
    }

    /** Closes the world where the test has succeeded; where not, tells its story once. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        RealtimeSim sim = context.getStore(NAMESPACE).remove(RealtimeSim.class, RealtimeSim.class);
        if (sim == null) {
            return;
        }
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            sim.close();
        } else if (!(failure instanceof AssertionFailedError)
                || !String.valueOf(failure.getMessage()).contains("rerun")) {
            failure.addSuppressed(new Story(sim.story()));
        }
    }

    /** Stands beside a failure that does not tell what happened before. */
    private static final class Story extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Story(String text) {
            super(text, null, false, false);
        }
    }
}
