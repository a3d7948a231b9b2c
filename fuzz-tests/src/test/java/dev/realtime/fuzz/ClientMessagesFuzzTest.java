package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.util.List;

/** The Java client and a hostile server whose messages have the right shape: raw bytes alone rarely come as far as a position. */
class ClientMessagesFuzzTest {
    private static final int MAX_STEPS = 120;
    private static final List<Integer> CODES =
            List.of(1000, 1001, 1006, 1009, 1011, 1013, 4400, 4401, 4403, 4408, 4409, 4429, 4480, 4481, 4503, 4999);
    private static final List<Integer> STATUSES = List.of(200, 302, 401, 403, 404, 429, 500, 503);

    @FuzzTest(maxDuration = "1m")
    void any_messages(FuzzedDataProvider data) {
        ClientScene scene = new ClientScene();
        for (int step = 0; step < MAX_STEPS && data.remainingBytes() > 0; step++) {
            step(scene, data.consumeInt(0, 19), data);
        }
        scene.finish();
    }

    private static void step(ClientScene scene, int kind, FuzzedDataProvider data) {
        switch (kind) {
            case 0 -> scene.pass(Duration.ofSeconds(data.consumeInt(0, 400)));
            case 1 -> scene.drop(data.pickValue(CODES));
            case 2 -> scene.refuse(data.pickValue(STATUSES));
            case 3 -> scene.changeFilter(data.consumeInt(0, 3));
            case 4, 5 -> scene.accept();
            case 6 -> scene.say(FrameCodec.encode(OddServer.message(data), Encoding.BINARY_GZIP));
            default -> scene.say(Frame.text(OddServer.message(data)));
        }
    }
}
