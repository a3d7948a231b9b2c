package dev.realtime.tests.logs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Hands lines to {@link Logs} with their keys and values as they were given. */
final class CapturedLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    CapturedLogger(String name) {
        this.name = name;
    }

    @Override
    public void log(LoggingEvent event) {
        if (!Logs.isHeard(event.getLevel())) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
        pairs.forEach(pair -> values.put(pair.key, pair.value));
        String text = MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        Logs.add(new Logs.Line(event.getLevel(), name, text, values, event.getThrowable()));
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
        if (!Logs.isHeard(level)) {
            return;
        }
        Logs.add(new Logs.Line(level, name, MessageFormatter.basicArrayFormat(message, arguments), Map.of(), cause));
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return Logs.isWanted(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return Logs.isWanted(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return Logs.isWanted(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }
}
