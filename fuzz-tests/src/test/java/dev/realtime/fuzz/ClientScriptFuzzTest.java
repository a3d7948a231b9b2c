package dev.realtime.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.transport.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The Java client and a hostile server whose input is a script, one step a line, told by its first character:
 *
 * <pre>
 *   a       the server takes the client in
 *   ~9      nine seconds pass
 *   x1001   the server closes with that code
 *   r503    it does, and refuses the next upgrade with that status
 *   f       the application changes its filter
 *   =       the rest of the line is a message in a binary frame
 *   z       the rest of the line is a message, compressed if it is large enough
 *   else    the line is a message in a text frame
 * </pre>
 */
class ClientScriptFuzzTest {
    private static final int MAX_STEPS = 200;

    @DictionaryFile(resourcePath = "/dev/realtime/fuzz/protocol.dict")
    @FuzzTest(maxDuration = "1m")
    void any_script(byte[] script) {
        ClientScene scene = new ClientScene();
        int begin = 0;
        for (int step = 0; step < MAX_STEPS && begin < script.length; step++) {
            int end = begin;
            while (end < script.length && script[end] != '\n') {
                end++;
            }
            step(scene, Arrays.copyOfRange(script, begin, end), step);
            begin = end + 1;
        }
        scene.finish();
    }

    private static void step(ClientScene scene, byte[] line, int step) {
        byte[] rest = Arrays.copyOfRange(line, Math.min(1, line.length), line.length);
        switch (line.length == 0 ? ' ' : line[0]) {
            case 'a' -> scene.accept();
            case '~' -> scene.pass(Duration.ofSeconds(number(rest, 0, 9_999)));
            case 'x' -> scene.drop(number(rest, 1_000, 4_999));
            case 'r' -> scene.refuse(number(rest, 100, 999));
            case 'f' -> scene.changeFilter(step);
            case '=' -> scene.say(Frame.binary(rest));
            case 'z' -> scene.say(FrameCodec.encode(rest, Encoding.BINARY_GZIP));
            default -> scene.say(Frame.text(line));
        }
    }

    private static int number(byte[] digits, int least, int most) {
        try {
            int number = Integer.parseInt(new String(digits, StandardCharsets.ISO_8859_1));
            return Math.max(least, Math.min(number, most));
        } catch (NumberFormatException e) {
            return least;
        }
    }
}
