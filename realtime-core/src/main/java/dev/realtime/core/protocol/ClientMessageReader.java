package dev.realtime.core.protocol;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what clients say; trusts nothing (protocol section 2). Stateless and thread-safe. */
public final class ClientMessageReader {
    /** The longest {@code client} and {@code instance}, in characters. */
    private static final int MAX_NAME_LENGTH = 128;

    private ClientMessageReader() {}

    /**
     * Reads the first message of a connection (protocol rule P4).
     *
     * @param utf8 the JSON; the caller has checked its size
     * @return the handshake
     * @throws ProtocolException if it is none, or speaks another version
     */
    public static ClientMessage.Handshake readHandshake(byte[] utf8) throws ProtocolException {
        Members message = Json.FROM_CLIENT.read(utf8);
        String type = message.text("type");
        if (type != null && !type.equals("handshake")) {
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "the first message must be a handshake");
        }
        if (message.requiredNumber("version") != ClientMessage.VERSION) {
            throw new ProtocolException(
                    ErrorCode.UNSUPPORTED_VERSION, "this server speaks version " + ClientMessage.VERSION);
        }
        List<String> services = services(message);
        Resume resume = new Resume(positions(message, services), message.number("lastSeq"));
        return new ClientMessage.Handshake(
                services,
                resume,
                message.filter("filters"),
                encoding(message.texts("encodings")),
                message.text("token"),
                name(message, "client"),
                name(message, "instance"),
                message.flag("pong"));
    }

    /**
     * Reads a later message.
     *
     * @param utf8 the JSON; the caller has checked its size
     * @return the message
     * @throws ProtocolException if it breaks the protocol
     */
    public static ClientMessage read(byte[] utf8) throws ProtocolException {
        Members message = Json.FROM_CLIENT.read(utf8);
        String type = message.requiredText("type");
        if (type.equals("pong")) {
            return new ClientMessage.Pong();
        }
        if (type.equals("delivered")) {
            return new ClientMessage.Delivered(message.positions("positions"));
        }
        if (type.equals("handshake")) {
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "a second handshake");
        }
        long id = message.requiredNumber("id");
        try {
            return request(type, id, message);
        } catch (ProtocolException e) {
            throw new ProtocolException(e.code(), String.valueOf(e.getMessage()), id); // only the request is refused
        }
    }

    private static ClientMessage.Request request(String type, long id, Members message) throws ProtocolException {
        List<String> services = type.endsWith("subscribe") ? services(message) : List.of();
        return switch (type) {
            case "subscribe" ->
                new ClientMessage.Subscribe(id, services, new Resume(positions(message, services), null));
            case "unsubscribe" -> new ClientMessage.Unsubscribe(id, services);
            case "filter" -> new ClientMessage.ChangeFilter(id, message.filter("filters"));
            case "refresh" -> new ClientMessage.Refresh(id, message.requiredText("token"));
            default -> throw new ProtocolException(ErrorCode.BAD_MESSAGE, "unknown type of request");
        };
    }

    private static List<String> services(Members message) throws ProtocolException {
        List<String> services = message.texts("services");
        Set<String> distinct = new HashSet<>();
        for (String service : services) {
            if (!Channel.isService(service)) {
                throw Members.wrong("services", "names of [A-Za-z0-9._:-]{1,64}");
            }
            if (!distinct.add(service)) {
                throw Members.wrong("services", "distinct");
            }
        }
        if (services.isEmpty() || services.size() > ClientMessage.MAX_SERVICES) {
            throw Members.wrong("services", "an array of 1 to " + ClientMessage.MAX_SERVICES + " names");
        }
        return services;
    }

    private static Map<String, Position> positions(Members message, List<String> services) throws ProtocolException {
        Map<String, Position> positions = message.positions("positions");
        positions.keySet().retainAll(services); // others are of no use here
        return positions;
    }

    private static Encoding encoding(List<String> listed) {
        return Encoding.of(listed.contains("binary"), listed.contains("gzip"));
    }

    private static @Nullable String name(Members message, String member) throws ProtocolException {
        String name = message.text(member);
        if (name != null && (name.isEmpty() || name.length() > MAX_NAME_LENGTH)) {
            throw Members.wrong(member, "1 to " + MAX_NAME_LENGTH + " characters");
        }
        return name;
    }
}
