package dev.realtime.client.connect;

import dev.realtime.core.schedule.Scheduler;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.HandshakeResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.jspecify.annotations.Nullable;

/** Puts the token into the upgrade and reads the answer, which Tyrus' exceptions only tell in part. */
final class UpgradeHeaders extends ClientEndpointConfig.Configurator {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final @Nullable String token;
    private final TyrusAttempt attempt;
    private final Scheduler scheduler;

    UpgradeHeaders(@Nullable String token, TyrusAttempt attempt, Scheduler scheduler) {
        this.token = token;
        this.attempt = attempt;
        this.scheduler = scheduler;
    }

    @Override
    public void beforeRequest(Map<String, List<String>> headers) {
        if (token != null) {
            headers.put("Authorization", List.of("Bearer " + token));
        }
    }

    @Override
    public void afterResponse(HandshakeResponse response) {
        if (response instanceof UpgradeResponse answer && answer.getStatus() != SWITCHING_PROTOCOLS) {
            List<String> retryAfter = answer.getHeaders().get(UpgradeResponse.RETRY_AFTER);
            attempt.refused(
                    answer.getStatus(),
                    retryAfter == null ? null : delay(String.join(", ", retryAfter), scheduler.wallClock()));
        }
    }

    /** Reads both forms of {@code Retry-After} (RFC 9110, 10.2.3); what is neither is left out. */
    static @Nullable Duration delay(String retryAfter, Instant now) {
        String text = retryAfter.trim();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
