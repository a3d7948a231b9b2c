package dev.realtime.benchmarks.target;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * This library on an embedded container. Any token {@code org:user} is good; limits are out of the way; retention is large enough for
 * what is under way in a saturating run.
 *
 * <pre>
 * --container tomcat|jetty   --channels K   --size bytes | --bookings file
 * --retention-count 20000   --retention-seconds 300   --retention-mib 256 (a channel; the node has four times that)
 * --window default
 * </pre>
 */
public final class OurTarget implements Target {
    private static final String ORG = "bench";
    private static final int OUT_OF_THE_WAY = 100_000;

    private final RealtimeServer server;
    private final Payloads payloads;
    private final List<Channel> channels;
    private final AtomicLong numbers = new AtomicLong();

    private OurTarget(RealtimeServer server, Payloads payloads, int channels) {
        this.server = server;
        this.payloads = payloads;
        this.channels = IntStream.range(0, channels)
                .mapToObj(channel -> Channel.of(ORG, "s" + channel))
                .toList();
    }

    /** Serves until stdin ends. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        int port = options.number("port", 0);
        int control = options.number("control", 0);
        String container = options.text("container", "tomcat");
        RealtimeServer server = server(options);
        OurTarget target = new OurTarget(server, Payloads.of(options), options.number("channels", 1));
        options.requireAllRead();
        WebServer.start(container, port, context -> {
            RealtimeEndpoint.install(context, server);
            context.addServlet("publish", new PublishServlet(target::publish)).addMapping("/publish");
        });
        ControlServer.serve(control, target);
    }

    private static RealtimeServer server(Options options) {
        long channelBytes = (long) options.number("retention-mib", 256) << 20;
        Retention retention = Retention.of(
                        Duration.ofSeconds(options.number("retention-seconds", 300)),
                        options.number("retention-count", 20_000))
                .channelBytes(channelBytes)
                .nodeBytes(4 * channelBytes);
        RealtimeServerBuilder builder = RealtimeServer.builder()
                .authenticator(OurTarget::identity)
                .authorizer((identity, service) -> true)
                .retention(retention)
                .limits(Limits.DEFAULT
                        .connectionsPerUser(OUT_OF_THE_WAY)
                        .connectionsPerOrg(OUT_OF_THE_WAY)
                        .unauthenticated(OUT_OF_THE_WAY));
        return batching(builder, options.text("window", "default")).build();
    }

    /** The one place where an option of the library about batching is set: {@code --window}. This version has none. */
    private static RealtimeServerBuilder batching(RealtimeServerBuilder builder, String window) {
        if (!"default".equals(window)) {
            throw new IllegalArgumentException("window must be default: this version of the library has no other");
        }
        return builder;
    }

    private static Optional<Identity> identity(String token) {
        int colon = token.indexOf(':');
        return colon < 1
                ? Optional.empty()
                : Optional.of(Identity.of(token.substring(0, colon), token.substring(colon + 1)));
    }

    @Override
    public void publish(int events, long meantFor) {
        for (int i = 0; i < events; i++) {
            long number = numbers.incrementAndGet();
            publish(number, payloads.data(meantFor, number));
        }
    }

    private void publish(long number, Object data) {
        server.publish(channels.get((int) ((number - 1) % channels.size())), Event.of("bench", data))
                .whenComplete((position, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException("an event was not published", failure);
                    }
                });
    }

    /** Publishes what came over HTTP; its data holds the number already. */
    private void publish(Object data) {
        publish(numbers.incrementAndGet(), data);
    }

    @Override
    public String stats() {
        ObjectMapper mapper = JsonMapper.builder().build();
        return mapper.valueToTree(server.metrics()).toString();
    }
}
