package dev.realtime.concurrency;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A change of the product that the test or race which carries this must notice, or it proves nothing: see {@link MutantsTest}. */
@Repeatable(Mutant.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Mutant {
    /** What is wrong then. */
    String value();

    /** The class whose source is changed. */
    Class<?> of();

    /** A part of that source, which is there once. Any white space matches any other. */
    String right();

    /** What is planted in its place. */
    String wrong();

    /** Several of them: each must be noticed. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface All {
        /** All of them. */
        Mutant[] value();
    }
}
