package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.transport.Frame;
import java.time.Duration;

/** A whole server and a hostile client whose messages have the right shape: raw bytes alone rarely come as far as a request. */
class ServerRequestsFuzzTest {
    private static final int MAX_STEPS = 120;

    @FuzzTest(maxDuration = "1m")
    void any_requests(FuzzedDataProvider data) {
        Conversation conversation = new Conversation();
        boolean greeted = false;
        for (int step = 0; step < MAX_STEPS && data.remainingBytes() > 0; step++) {
            int kind = data.consumeInt(0, 19);
            if (kind >= 8) {
                byte[] json = greeted ? OddClient.request(data) : OddClient.handshake(data);
                greeted = true;
                say(conversation, kind, json);
            } else if (kind == 0) {
                conversation.connect(data.consumeBoolean());
                greeted = false;
            } else {
                step(conversation, kind, data);
            }
        }
        conversation.finish();
    }

    private static void say(Conversation conversation, int kind, byte[] json) {
        switch (kind) {
            case 8, 9, 10 -> conversation.sayLater(Frame.text(json));
            case 11 -> conversation.say(Frame.binary(json));
            default -> conversation.say(Frame.text(json));
        }
    }

    private static void step(Conversation conversation, int kind, FuzzedDataProvider data) {
        switch (kind) {
            case 1 -> conversation.stall();
            case 2 -> conversation.resume();
            case 3 -> conversation.changeRights();
            case 4 -> conversation.hangUp();
            case 5 -> conversation.pass(Duration.ofSeconds(data.consumeInt(0, 400)));
            default -> conversation.publish();
        }
    }
}
