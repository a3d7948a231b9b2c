package dev.realtime.tests;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.stream.Stream;

/** The calls that take time, threads or chance from the system instead of from what one was given. */
final class BannedCalls {
    private static final Set<String> PARKING = Set.of("park", "parkNanos", "parkUntil");
    private static final Set<String> THREADS =
            Set.of("<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform");
    private static final Set<String> POOLS = Set.of(
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.SubmissionPublisher",
            "java.util.Timer");
    private static final Set<String> GENERATORS =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.random.RandomGeneratorFactory");

    private BannedCalls() {}

    static boolean isTimeOrThread(CodeUnitAccessTarget target) {
        return isClock(target) || isThread(target) || isHiddenPool(target) || isWaiting(target);
    }

    static boolean isClock(CodeUnitAccessTarget target) {
        return is(target, "java.lang.System", "nanoTime", "currentTimeMillis")
                || target.getOwner().getPackageName().startsWith("java.time")
                        && (target.getName().equals("now")
                                || target.getName().startsWith("system")
                                || target.getName().startsWith("tick"))
                || is(target, "java.util.Date", "<init>")
                || is(target, "java.util.Calendar", "getInstance");
    }

    static boolean isThread(CodeUnitAccessTarget target) {
        String owner = target.getOwner().getName();
        return target.getOwner().isAssignableTo(Thread.class) && THREADS.contains(target.getName())
                || owner.equals("java.util.concurrent.Executors")
                || owner.equals("java.util.concurrent.ForkJoinPool")
                || POOLS.contains(owner) && target.getName().equals("<init>");
    }

    /** What runs on a pool or a timer of the JDK's without saying so. */
    static boolean isHiddenPool(CodeUnitAccessTarget target) {
        boolean future =
                isOne(target, "java.util.concurrent.CompletableFuture", "java.util.concurrent.CompletionStage");
        boolean withoutExecutor = parameters(target).noneMatch("java.util.concurrent.Executor"::equals);
        return future && target.getName().endsWith("Async") && withoutExecutor
                || future
                        && Set.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                                .contains(target.getName())
                || target.getName().equals("parallelStream")
                || target.getName().equals("parallel")
                        && target.getOwner().getPackageName().startsWith("java.util.stream");
    }

    /** Sleeping, and waiting for something or for the clock, whichever comes first. */
    static boolean isWaiting(CodeUnitAccessTarget target) {
        boolean jdk = target.getOwner().getPackageName().startsWith("java.");
        boolean timed = parameters(target).anyMatch("java.util.concurrent.TimeUnit"::equals);
        boolean unit = is(target, "java.util.concurrent.TimeUnit", "sleep", "timedWait", "timedJoin");
        return is(target, "java.lang.Thread", "sleep")
                || is(target, "java.lang.Thread", "join")
                        && parameters(target).findAny().isPresent()
                || target.getName().equals("wait")
                        && parameters(target).findFirst().filter("long"::equals).isPresent()
                || is(target, "java.util.concurrent.locks.LockSupport", PARKING.toArray(String[]::new))
                || is(target, "java.util.concurrent.locks.Condition", "awaitNanos", "awaitUntil")
                || unit
                || jdk && timed && !target.getOwner().getName().equals("java.util.concurrent.TimeUnit");
    }

    static boolean isChance(CodeUnitAccessTarget target) {
        boolean shuffled = is(target, "java.util.Collections", "shuffle")
                && parameters(target).count() == 1;
        return target.getOwner().getName().equals("java.util.concurrent.ThreadLocalRandom")
                || GENERATORS.contains(target.getOwner().getName())
                        && target.getName().equals("<init>")
                || is(target, "java.util.random.RandomGenerator", "of", "getDefault")
                || is(target, "java.lang.Math", "random")
                || is(target, "java.lang.StrictMath", "random")
                || is(target, "java.util.UUID", "randomUUID")
                || shuffled;
    }

    static boolean isSecureRandom(CodeUnitAccessTarget target) {
        return is(target, "java.security.SecureRandom", "<init>", "getInstance", "getInstanceStrong");
    }

    private static boolean is(CodeUnitAccessTarget target, String owner, String... names) {
        return target.getOwner().getName().equals(owner) && Stream.of(names).anyMatch(target.getName()::equals);
    }

    private static boolean isOne(CodeUnitAccessTarget target, String... owners) {
        return Stream.of(owners).anyMatch(target.getOwner().getName()::equals);
    }

    private static Stream<String> parameters(CodeUnitAccessTarget target) {
        return target.getRawParameterTypes().stream().map(JavaClass::getName);
    }
}
