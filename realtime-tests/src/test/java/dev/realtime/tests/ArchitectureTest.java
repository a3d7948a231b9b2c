package dev.realtime.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The floors and the shape of classes (architecture, sections 4 and 8). */
@Tag("real")
class ArchitectureTest {
    private static final String CORE = "dev.realtime.core";
    private static final String VALUES = CORE; // the root package
    private static final String JACKSON = "com.fasterxml.jackson..";

    private static final JavaClasses MAIN = MainClasses.ALL;

    @Test
    void values_depend_on_no_other_room() {
        room("").check(MAIN);
    }

    @Test
    void schedule_depends_on_no_other_room() {
        room(".schedule").check(MAIN);
    }

    @Test
    void dedup_depends_on_no_other_room() {
        room(".dedup").check(MAIN);
    }

    @Test
    void backoff_depends_on_no_other_room() {
        room(".backoff").check(MAIN);
    }

    @Test
    void transport_depends_on_schedule_only() {
        room(".transport", ".schedule").check(MAIN);
    }

    @Test
    void protocol_depends_on_values_and_transport_only() {
        room(".protocol", "", ".transport").check(MAIN);
    }

    @Test
    void protocol_takes_only_frames_and_close_reasons_from_transport() {
        noClasses()
                .that()
                .resideInAPackage(CORE + ".protocol")
                .should()
                .dependOnClassesThat(resideInAPackage(CORE + ".transport")
                        .and(not(assignableTo(Frame.class)))
                        .and(not(assignableTo(CloseReason.class))))
                .check(MAIN);
    }

    @Test
    void broker_depends_on_values_schedule_and_dedup_only() {
        room(".broker", "", ".schedule", ".dedup").check(MAIN);
    }

    @Test
    void the_core_depends_on_nothing_above_it() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.realtime..").and(not(resideInAPackage(CORE + ".."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "javax..", "org.glassfish..")
                .check(MAIN);
    }

    @Test
    void the_client_never_depends_on_server_or_broker() {
        noClasses()
                .that()
                .resideInAPackage("dev.realtime.client..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.realtime..")
                        .and(not(resideInAnyPackage(
                                "dev.realtime.client..",
                                VALUES,
                                CORE + ".schedule",
                                CORE + ".transport",
                                CORE + ".protocol",
                                CORE + ".dedup",
                                CORE + ".backoff"))))
                .check(MAIN);
    }

    @Test
    void only_the_connectors_know_the_websocket_api_of_the_client() {
        noClasses()
                .that()
                .resideInAPackage("dev.realtime.client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "org.glassfish..")
                .check(MAIN);
    }

    @Test
    void the_jakarta_adapter_depends_on_server_transport_schedule_and_values_only() {
        classes()
                .that()
                .resideInAPackage("dev.realtime.jakarta..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.realtime.jakarta..",
                        VALUES,
                        CORE + ".server",
                        CORE + ".transport",
                        CORE + ".schedule",
                        "jakarta.servlet..",
                        "jakarta.websocket..",
                        "com.fasterxml.jackson.databind..", // metrics
                        "com.fasterxml.jackson.core..", // the supertypes of the exceptions and of the mapper
                        "org.slf4j..",
                        "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..",
                        "java..")
                .check(MAIN);
    }

    @Test
    void the_binder_for_micrometer_depends_on_the_server_only() {
        classes()
                .that()
                .resideInAPackage("dev.realtime.micrometer..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.realtime.micrometer..",
                        CORE + ".server",
                        CORE + ".schedule", // the clock of the server
                        "io.micrometer.core.instrument..",
                        "org.jspecify.annotations..",
                        "java..")
                .check(MAIN);
    }

    @Test
    void only_the_binder_knows_micrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.realtime.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(MAIN);
    }

    @Test
    void the_tools_over_sockets_know_nothing_of_what_they_test() {
        classes()
                .that()
                .resideInAPackage("dev.realtime.testkit.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.realtime.testkit.wire..",
                        "org.opentest4j..",
                        "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..",
                        "java..")
                .check(MAIN);
    }

    @Test
    void there_are_no_circles_between_packages() {
        slices().matching("dev.realtime.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void only_the_protocol_and_those_who_are_given_a_mapper_use_jackson() {
        DescribedPredicate<JavaClass> given = nested(
                "dev.realtime.core.server.RealtimeServerBuilder", // hands the application's mapper to the EventWriter
                "dev.realtime.client.RealtimeClientBuilder",
                "dev.realtime.client.ServiceHandlers",
                "dev.realtime.client.TypedHandler",
                "dev.realtime.client.ReceivedEvent",
                "dev.realtime.jakarta.MetricsPath",
                "dev.realtime.testkit.Timeline"); // shows what is on the wire
        noClasses()
                .that(not(resideInAPackage(CORE + ".protocol")).and(not(given)))
                .should()
                .dependOnClassesThat(jackson())
                .check(MAIN);
    }

    /** A signature of the protocol's own records may mention Jackson's node; whoever passes it on does not use it. */
    private static DescribedPredicate<JavaClass> jackson() {
        return resideInAPackage(JACKSON).and(not(assignableTo("com.fasterxml.jackson.databind.JsonNode")));
    }

    @Test
    void names_say_what_a_class_is() {
        classes()
                .should()
                .haveNameNotMatching(".*(Abstract|Base|Helper|Impl|Manager|Util)s?(?![a-z0-9]).*")
                .check(MAIN);
    }

    @Test
    void classes_are_final_records_enums_or_interfaces() {
        classes()
                .that(not(assignableTo(Throwable.class)).and(not(assignableTo("jakarta.websocket.Endpoint"))))
                .and(not(contracts()))
                .and()
                .areNotAnonymousClasses()
                .should(beClosed())
                .check(MAIN);
    }

    @Test
    void contracts_depend_on_the_testkit_the_core_and_the_api_of_junit_only() {
        classes()
                .that()
                .resideInAPackage("dev.realtime.testkit.contract")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.realtime.testkit..",
                        VALUES,
                        CORE + ".broker",
                        CORE + ".transport",
                        CORE + ".schedule",
                        "org.junit.jupiter.api", // 5.10 has it
                        "org.opentest4j",
                        "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..",
                        "java..")
                .check(MAIN);
    }

    /** What users extend with tests of their implementations. */
    private static DescribedPredicate<JavaClass> contracts() {
        return resideInAPackage("dev.realtime.testkit.contract")
                .and(DescribedPredicate.describe(
                        "named ...Contract", type -> type.getSimpleName().endsWith("Contract")));
    }

    private static ArchCondition<JavaClass> beClosed() {
        return condition(
                "be final, a record, an enum or an interface",
                type -> type.isInterface()
                        || type.isEnum()
                        || type.isRecord()
                        || type.getModifiers().contains(JavaModifier.FINAL));
    }

    @Test
    void only_exceptions_and_container_types_are_extended() {
        classes()
                .should(condition("extend only exceptions and types of jakarta", ArchitectureTest::extendsWell))
                .check(MAIN);
    }

    private static boolean extendsWell(JavaClass type) {
        JavaClass parent = type.getRawSuperclass().orElse(null);
        return parent == null
                || Stream.of(Object.class, Record.class, Enum.class).anyMatch(parent::isEquivalentTo)
                || parent.isEnum() // a constant with a body
                || type.isAssignableTo(Throwable.class)
                || parent.getPackageName().startsWith("jakarta.");
    }

    /** A package of the core may use these packages of the core, and nothing else of this project. */
    private static ArchRule room(String name, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Stream.of(others))
                .map(CORE::concat)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(CORE + name)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.realtime..").and(not(resideInAnyPackage(allowed))));
    }

    private static DescribedPredicate<JavaClass> nested(String... names) {
        return are(DescribedPredicate.describe(
                "one of " + String.join(", ", names),
                type -> Stream.of(names)
                        .anyMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$"))));
    }

    private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> test) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, test.test(type), type.getName() + " in " + type.getSourceCodeLocation()));
            }
        };
    }
}
