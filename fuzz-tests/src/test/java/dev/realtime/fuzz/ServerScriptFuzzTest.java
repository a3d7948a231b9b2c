package dev.realtime.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.util.Arrays;

/**
 * A whole server and a hostile client whose input is a script, one step a line, told by its first character:
 *
 * <pre>
 *   +     something is published
 *   ~9    nine seconds pass
 *   |     the client stops reading; / has it read on
 *   ^     it connects again, ^@ without a token in a header
 *   !     the right to "mail" changes
 *   x     it hangs up
 *   &amp;     the rest of the line is a message, and the next line follows before the server has looked at it
 *   =     the rest of the line is a message in a binary frame
 *   *     it is a message in a text frame, with so many spaces behind it that it is larger than allowed
 *   else  the line is a message in a text frame
 * </pre>
 */
class ServerScriptFuzzTest {
    private static final int MAX_STEPS = 200;
    private static final int MAX_MESSAGE_BYTES = 72 * 1024; // what adapters let through

    @DictionaryFile(resourcePath = "/dev/realtime/fuzz/protocol.dict")
    @FuzzTest(maxDuration = "1m")
    void any_script(byte[] script) {
        Conversation conversation = new Conversation();
        int begin = 0;
        for (int step = 0; step < MAX_STEPS && begin < script.length; step++) {
            int end = begin;
            while (end < script.length && script[end] != '\n') {
                end++;
            }
            step(conversation, Arrays.copyOfRange(script, begin, Math.min(end, begin + MAX_MESSAGE_BYTES)));
            begin = end + 1;
        }
        conversation.finish();
    }

    private static void step(Conversation conversation, byte[] line) {
        byte[] rest = Arrays.copyOfRange(line, Math.min(1, line.length), line.length);
        switch (line.length == 0 ? ' ' : line[0]) {
            case '+' -> conversation.publish();
            case '~' -> conversation.pass(Duration.ofSeconds(seconds(rest)));
            case '|' -> conversation.stall();
            case '/' -> conversation.resume();
            case '^' -> conversation.connect(rest.length == 0 || rest[0] != '@');
            case '!' -> conversation.changeRights();
            case 'x' -> conversation.hangUp();
            case '&' -> conversation.sayLater(Frame.text(rest));
            case '=' -> conversation.say(Frame.binary(rest));
            case '*' -> conversation.say(Frame.text(padded(rest)));
            default -> conversation.say(Frame.text(line));
        }
    }

    private static byte[] padded(byte[] message) {
        byte[] padded = Arrays.copyOf(message, Math.max(message.length, MAX_MESSAGE_BYTES));
        Arrays.fill(padded, message.length, padded.length, (byte) ' ');
        return padded;
    }

    private static int seconds(byte[] digits) {
        int seconds = 0;
        for (int i = 0; i < digits.length && i < 4 && digits[i] >= '0' && digits[i] <= '9'; i++) {
            seconds = 10 * seconds + digits[i] - '0';
        }
        return seconds;
    }
}
