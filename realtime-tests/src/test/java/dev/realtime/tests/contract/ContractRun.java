package dev.realtime.tests.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract as JUnit does, and tells what became of each rule. */
final class ContractRun implements TestExecutionListener {
    private static final LauncherConfig ALONE = LauncherConfig.builder() // without what the build has registered
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();

    final Set<String> passed = new TreeSet<>();
    final Map<String, String> failed = new TreeMap<>(); // and why
    final Map<String, String> skipped = new TreeMap<>(); // and why

    static ContractRun of(Class<?> contract) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();
        ContractRun run = new ContractRun();
        LauncherFactory.create(ALONE).execute(request, run);
        return run;
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        String rule = identifier
                .getSource()
                .map(source ->
                        source instanceof MethodSource method ? method.getMethodName() : identifier.getDisplayName())
                .orElse(identifier.getDisplayName());
        String why = result.getThrowable().map(Throwable::toString).orElse("");
        switch (result.getStatus()) {
            case FAILED -> failed.put(rule, why);
            case ABORTED -> skipped.put(rule, why);
            case SUCCESSFUL -> {
                if (identifier.isTest()) {
                    passed.add(rule);
                }
            }
        }
    }
}
