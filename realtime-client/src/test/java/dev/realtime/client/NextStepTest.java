package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of protocol section 6. */
class NextStepTest {
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 3000, 3999, 4000, 4399})
    void whatIsGoneLostOrBusyBacksOff(int code) {
        assertEquals(NextStep.BACK_OFF, NextStep.afterClose(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1009, 4481})
    void brokenFramingAndACapRestLongest(int code) {
        assertEquals(NextStep.BACK_OFF_LONGEST, NextStep.afterClose(code));
    }

    @Test
    void everyCodeOfTheForbiddingRangeStaysClosedButThreeThatTheTableNames() {
        IntStream.rangeClosed(4400, 4479)
                .filter(code -> code != 4401 && code != 4408 && code != 4429)
                .forEach(code -> assertEquals(NextStep.STAY_CLOSED, NextStep.afterClose(code), "code " + code));
        assertEquals(NextStep.RENEW_TOKEN, NextStep.afterClose(4401));
        assertEquals(NextStep.BACK_OFF, NextStep.afterClose(4408));
        assertEquals(NextStep.BACK_OFF, NextStep.afterClose(4429));
    }

    @Test
    void everyCodeOfTheReconnectingRangeBacksOffButTwoThatTheTableNames() {
        IntStream.rangeClosed(4482, 4599)
                .forEach(code -> assertEquals(NextStep.BACK_OFF, NextStep.afterClose(code), "code " + code));
        assertEquals(NextStep.AT_ONCE_AFTER_PROGRESS, NextStep.afterClose(4480));
    }

    @ParameterizedTest
    @CsvSource({
        "401, RENEW_TOKEN",
        "403, STAY_CLOSED",
        "429, AS_TOLD",
        "503, AS_TOLD",
        "500, BACK_OFF",
        "502, BACK_OFF",
        "504, BACK_OFF",
        "404, STAY_CLOSED",
        "426, STAY_CLOSED",
        "400, STAY_CLOSED",
        "200, STAY_CLOSED",
        "499, STAY_CLOSED",
        "299, STAY_CLOSED",
        "300, BACK_OFF_LONGEST",
        "302, BACK_OFF_LONGEST",
        "399, BACK_OFF_LONGEST"
    })
    void aRefusedUpgradeFollowsItsStatus(int status, NextStep step) {
        assertEquals(step, NextStep.afterRefusal(status));
    }
}
