package dev.realtime.tests.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
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

    /** All rules. */
    static ContractRun of(Class<?> contract) {
        return of(List.of(selectClass(contract)));
    }

    /** Some rules, by name. */
    static ContractRun of(Class<?> contract, String... rules) {
        return of(Stream.of(rules).map(rule -> selectMethod(contract, rule)).toList());
    }

    private static ContractRun of(List<? extends DiscoverySelector> selectors) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
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
