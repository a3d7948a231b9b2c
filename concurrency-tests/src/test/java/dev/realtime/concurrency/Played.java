package dev.realtime.concurrency;

import java.lang.reflect.Proxy;

/** Interfaces that a container implements, and a test plays. */
public final class Played {
    /** What somebody hears who calls. */
    @FunctionalInterface
    public interface Answer {
        /** The result of a call. */
        Object to(String method, Object[] arguments);
    }

    private Played() {}

    /** Answers all calls but those of {@link Object}, which Lincheck makes as well. */
    public static <T> T as(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> type.getSimpleName();
                    default -> answer.to(method.getName(), arguments);
                }));
    }
}
