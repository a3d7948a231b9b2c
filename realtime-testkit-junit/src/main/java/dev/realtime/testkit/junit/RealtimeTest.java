package dev.realtime.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, in virtual time: a parameter of type {@link dev.realtime.testkit.RealtimeSim} is a new world for each test,
 * closed after it, which fails when a client or the server leaves something behind.
 *
 * <p>The seed is new for each run, so repeated tests ({@code @RepeatedTest}) see new interleavings; a failure names it. {@code
 * -Drealtime.seed=0x5d1f3a} gives all tests that seed.
 */
@Documented
@ExtendWith(RealtimeSimExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface RealtimeTest {}
