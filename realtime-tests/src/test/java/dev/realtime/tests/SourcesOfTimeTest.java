package dev.realtime.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.realtime.testkit.contract.BrokerContract;
import dev.realtime.testkit.junit.RealtimeServerExtension;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Time, threads and chance come from one room, or the simulation rots within a month (architecture, section 5). */
@Tag("real")
class SourcesOfTimeTest {
    /** The tools over real sockets, which nobody uses in virtual time: a socket waits for the system's clock. */
    private static final String SOCKETS = "dev.realtime.testkit.wire..";

    private static final JavaClasses MAIN = MainClasses.ALL;
    private static final JavaClasses TESTS = new ClassFileImporter().importPackages("dev.realtime.tests");

    @Test
    void main_code_takes_time_and_threads_from_its_scheduler() {
        classes()
                .that(except("dev.realtime.core.schedule.ExecutorScheduler"))
                .and(except("dev.realtime.testkit.Mailbox")) // a test waits for other threads
                .and(except("dev.realtime.testkit.junit.RealtimeServerExtension")) // the same
                .and()
                .resideOutsideOfPackage(SOCKETS)
                .should(notCall("time or threads", BannedCalls::isTimeOrThread))
                .check(MAIN);
    }

    @Test
    void main_code_takes_chance_from_what_it_is_given() {
        classes()
                .that(except("dev.realtime.testkit.RealtimeSim")) // is given a seed
                .should(notCall("chance", BannedCalls::isChance))
                .check(MAIN);
    }

    @Test
    void only_the_builders_make_a_secure_random() {
        classes()
                .that(except("dev.realtime.core.server.RealtimeServerBuilder"))
                .and(except("dev.realtime.client.RealtimeClientBuilder"))
                .and(except("dev.realtime.testkit.junit.RealtimeSimExtension")) // draws the seed of a test
                .should(notCall("SecureRandom", BannedCalls::isSecureRandom))
                .check(MAIN);
    }

    @Test
    void fast_tests_never_wait_for_the_clock() {
        classes()
                .that()
                .resideOutsideOfPackages("..stress..", "..process..")
                .and(DescribedPredicate.not(nameStartingWith(Sins.class.getName())))
                .should(notCall("waiting", BannedCalls::isWaiting))
                .check(TESTS);
    }

    /** Then they are neither repeated by the hundred nor mutated upon (profiles "repeat" and "mutation"). */
    @Test
    void only_tests_with_a_tag_stand_at_sockets_or_real_brokers() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Test")
                .and()
                .areNotAnnotatedWith(Tag.class)
                .should()
                .transitivelyDependOnClassesThat(
                        resideInAnyPackage(SOCKETS, "java.net.http..", "dev.realtime.jakarta..")
                                .or(assignableTo(Socket.class))
                                .or(assignableTo(SocketChannel.class))
                                .or(assignableTo(RealtimeServerExtension.class))
                                .or(assignableTo(BrokerContract.class)))
                .check(TESTS);
    }

    @Test
    void every_planted_call_is_found() {
        Set<String> clean = new TreeSet<>();
        for (JavaMethod sin : TESTS.get(Sins.class).getMethods()) {
            boolean found = sin.getAccessesFromSelf().stream()
                    .map(JavaAccess::getTarget)
                    .anyMatch(target -> target instanceof CodeUnitAccessTarget called
                            && (BannedCalls.isTimeOrThread(called)
                                    || BannedCalls.isChance(called)
                                    || BannedCalls.isSecureRandom(called)));
            if (!found) {
                clean.add(sin.getName());
            }
        }
        assertEquals(Set.of("allowed"), clean);
    }

    private static DescribedPredicate<JavaClass> except(String name) {
        return DescribedPredicate.not(name(name).<JavaClass>forSubtype());
    }

    private static ArchCondition<JavaClass> notCall(String what, Predicate<CodeUnitAccessTarget> banned) {
        return new ArchCondition<>("take no " + what + " from the system") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().forEach(access -> {
                    if (access.getTarget() instanceof CodeUnitAccessTarget target && banned.test(target)) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                });
            }
        };
    }

    /** One banned call a method; never run. */
    @SuppressWarnings("unused")
    private static final class Sins {
        static long allowed(CountDownLatch latch, CompletableFuture<Void> future) throws InterruptedException {
            latch.await();
            future.thenRunAsync(() -> {}, Runnable::run).join();
            return TimeUnit.SECONDS.toNanos(1);
        }

        static Supplier<Long> reference() {
            return System::currentTimeMillis;
        }

        static long nanoTime() {
            return System.nanoTime();
        }

        static Instant now() {
            return Instant.now();
        }

        static Clock clock() {
            return Clock.systemUTC();
        }

        static void sleep() throws InterruptedException {
            Thread.sleep(1);
        }

        static void sleepByUnit() throws InterruptedException {
            TimeUnit.SECONDS.sleep(1);
        }

        static Thread thread() {
            return new Thread(() -> {});
        }

        static void start(Thread thread) {
            thread.start();
        }

        static void join(Thread thread) throws InterruptedException {
            thread.join(1);
        }

        static Object executors() {
            return Executors.newCachedThreadPool();
        }

        static Object pool() {
            return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        static Object timers() {
            return new ScheduledThreadPoolExecutor(1);
        }

        static Object commonPool() {
            return ForkJoinPool.commonPool();
        }

        static Object timer() {
            return new java.util.Timer();
        }

        static int threadLocalRandom() {
            return ThreadLocalRandom.current().nextInt();
        }

        static double mathRandom() {
            return Math.random();
        }

        static Random random() {
            return new Random();
        }

        static Random secureRandom() {
            return new SecureRandom();
        }

        static UUID uuid() {
            return UUID.randomUUID();
        }

        static void shuffle(List<String> list) {
            Collections.shuffle(list);
        }

        static void park() {
            LockSupport.parkNanos(1);
        }

        static void objectWait(Object lock) throws InterruptedException {
            lock.wait(1);
        }

        static Object async() {
            return CompletableFuture.runAsync(() -> {});
        }

        static Object thenAsync(CompletableFuture<Void> future) {
            return future.thenRunAsync(() -> {});
        }

        static Object orTimeout(CompletableFuture<Void> future) {
            return future.orTimeout(1, TimeUnit.SECONDS);
        }

        static Object completeOnTimeout(CompletableFuture<Void> future) {
            return future.completeOnTimeout(null, 1, TimeUnit.SECONDS);
        }

        static Object get(Future<Void> future) throws Exception {
            return future.get(1, TimeUnit.SECONDS);
        }

        static boolean await(CountDownLatch latch) throws InterruptedException {
            return latch.await(1, TimeUnit.SECONDS);
        }

        static Object poll(LinkedBlockingQueue<String> queue) throws InterruptedException {
            return queue.poll(1, TimeUnit.SECONDS);
        }

        static Stream<String> parallel(List<String> list) {
            return list.parallelStream();
        }
    }
}
