package dev.realtime.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter of type {@link dev.realtime.testkit.ProbedClient}: a client of the server of a {@link RealtimeServerExtension}, connected
 * before the test begins, and closed after it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Subscribed {
    /**
     * What it subscribes.
     *
     * @return one service or several
     */
    String[] value();

    /**
     * Its tenant.
     *
     * @return the org; {@code org} unless given
     */
    String org() default "org";

    /**
     * Its user.
     *
     * @return the user; {@code user} unless given
     */
    String user() default "user";
}
