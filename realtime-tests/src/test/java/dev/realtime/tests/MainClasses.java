package dev.realtime.tests;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;

/** The compiled classes that the rules of this project look at, read once. */
final class MainClasses {
    static final JavaClasses ALL;

    static {
        // Supertypes of these packages matter to the rules; reading all that is mentioned takes seconds.
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get()
                .setClassResolverArguments(
                        "java.lang", "java.util.concurrent", "jakarta.websocket", "com.fasterxml.jackson.databind");
        ALL = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar")) // the adapter's test fixtures
                .importPackages(
                        "dev.realtime.core",
                        "dev.realtime.client",
                        "dev.realtime.jakarta",
                        "dev.realtime.micrometer",
                        "dev.realtime.testkit");
    }

    private MainClasses() {}
}
