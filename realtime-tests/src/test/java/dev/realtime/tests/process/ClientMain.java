package dev.realtime.tests.process;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Position;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A client in a process of its own. It tells on stdout what its handlers hear, line by line:
 *
 * <pre>
 * O service=position ...            connected, and stands there
 * W                                 not connected; will try again
 * E service position payload        an event
 * G service after position reason   a gap
 * A reconnects                      the answer to any line on stdin
 * </pre>
 *
 * <p>With the end of stdin the process ends.
 */
public final class ClientMain {
    private final Lines lines = new Lines();
    private RealtimeClient client;

    private ClientMain() {}

    /** Connects to a port as a user, and stays until stdin ends. */
    public static void main(String[] arguments) {
        try {
            new ClientMain().run(Integer.parseInt(arguments[0]), arguments[1], List.of(arguments[2].split(",")));
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private void run(int port, String user, List<String> services) throws Exception {
        RealtimeClientBuilder builder =
                RealtimeClient.builder(Crowd.uri(port)).token(() -> user).backoff(Crowd.QUICK);
        for (String service : services) {
            builder.on(
                    service,
                    event -> lines.tell("E " + service + " " + event.position() + " "
                            + event.data().asText()));
        }
        client = builder.onGap(gap -> lines.tell("G " + gap.service() + " " + gap.after() + " " + gap.position() + " "
                        + gap.reason().wireName()))
                .onState(this::onState)
                .build();
        client.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            lines.tell("A " + client.statistics().reconnects());
        }
    }

    private void onState(ConnectionState state) {
        if (state instanceof ConnectionState.Open) {
            lines.tell("O " + text(client.positions()));
        } else if (state instanceof ConnectionState.Waiting) {
            lines.tell("W");
        }
    }

    private static String text(Map<String, Position> positions) {
        return positions.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
