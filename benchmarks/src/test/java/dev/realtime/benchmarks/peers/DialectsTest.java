package dev.realtime.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.benchmarks.load.Seat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How other servers are spoken to, in exchanges that were recorded with them. */
final class DialectsTest {
    private static final Seat TWO_CHANNELS = new Seat(7, 3, 2);
    private static final String EVENT = "{\"t\":1234567,\"n\":1,\"p\":\" velka berquanen is\"}";

    @Test
    void ws_is_told_everything_by_the_request() {
        WsDialect dialect = new WsDialect();
        assertEquals("/?channels=s3,s4", dialect.path(TWO_CHANNELS));
        new Exchange(dialect, TWO_CHANNELS)
                .open()
                .says("subscribed")
                .hearsEvents(EVENT)
                .says();
    }

    @Test
    void socket_io_connects_and_subscribes_and_answers_pings() {
        SocketIoDialect dialect = new SocketIoDialect();
        assertEquals("/socket.io/?EIO=4&transport=websocket", dialect.path(TWO_CHANNELS));
        new Exchange(dialect, TWO_CHANNELS)
                .open()
                .says()
                .hears(
                        "0{\"sid\":\"bc_R2k61gRAhj_N9AAAA\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,"
                                + "\"maxPayload\":1000000}")
                .says("40")
                .hears("40{\"sid\":\"PGry2DLAHTfSbC1VAAAA\"}")
                .says("420[\"subscribe\",[\"s3\",\"s4\"]]")
                .hears("430[]")
                .says("subscribed")
                .hearsEvents("42[\"event\"," + EVENT + "]")
                .says()
                .hears("2")
                .says("3")
                .hears("44{\"message\":\"Invalid namespace\"}")
                .says("fail");
    }

    @Test
    void stomp_waits_for_the_receipts_of_all_subscriptions() {
        StompDialect dialect = new StompDialect();
        assertEquals("/stomp", dialect.path(TWO_CHANNELS));
        assertEquals(List.of("Sec-WebSocket-Protocol: v12.stomp"), dialect.headers(TWO_CHANNELS));
        new Exchange(dialect, TWO_CHANNELS)
                .open()
                .says("CONNECT\naccept-version:1.2\nhost:bench\nheart-beat:0,0\n\n\0")
                .hears("CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0")
                .says(
                        "SUBSCRIBE\nid:0\ndestination:/topic/s3\nreceipt:r0\n\n\0",
                        "SUBSCRIBE\nid:1\ndestination:/topic/s4\nreceipt:r1\n\n\0")
                .hears("RECEIPT\nreceipt-id:r0\n\n\0")
                .says()
                .hears("RECEIPT\nreceipt-id:r1\n\n\0")
                .says("subscribed")
                .hearsEvents("MESSAGE\ndestination:/topic/s3\ncontent-type:application/json\nsubscription:0\n"
                        + "message-id:9d9c9b06-5d95-4b14-95c9-57bc2b3260cc-0\ncontent-length:46\n\n" + EVENT + "\0")
                .says()
                .hears("ERROR\nmessage:Session closed.\ncontent-length:0\n\n\0")
                .says("fail");
    }

    @Test
    void cometd_keeps_a_connect_at_the_server() {
        new Exchange(new CometDDialect(), TWO_CHANNELS)
                .open()
                .says("[{\"id\":\"1\",\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
                        + "\"supportedConnectionTypes\":[\"websocket\"]}]")
                .hears(
                        "[{\"minimumVersion\":\"1.0\",\"clientId\":\"2avjpj\",\"supportedConnectionTypes\":[\"websocket\"],"
                                + "\"advice\":{\"interval\":0,\"timeout\":30000,\"reconnect\":\"retry\"},"
                                + "\"channel\":\"/meta/handshake\",\"id\":\"1\",\"version\":\"1.0\",\"successful\":true}]")
                .says(
                        "[{\"id\":\"2\",\"channel\":\"/meta/subscribe\","
                                + "\"subscription\":[\"/bench/s3\",\"/bench/s4\"],\"clientId\":\"2avjpj\"}]",
                        connect(3))
                .hears("[{\"channel\":\"/meta/subscribe\",\"id\":\"2\",\"subscription\":[\"/bench/s3\",\"/bench/s4\"],"
                        + "\"successful\":true}]")
                .says("subscribed")
                .hears("[{\"channel\":\"/meta/connect\",\"id\":\"3\",\"successful\":true}]")
                .says(connect(4))
                .hearsEvents("[{\"data\":" + EVENT + ",\"channel\":\"/bench/s3\"}]")
                .says()
                .hearsEvents("[{\"data\":" + EVENT + ",\"channel\":\"/bench/s3\"},"
                        + "{\"channel\":\"/meta/connect\",\"id\":\"4\",\"successful\":true}]")
                .says(connect(5))
                .hears("[{\"channel\":\"/meta/connect\",\"id\":\"5\",\"error\":\"402::session_unknown\","
                        + "\"successful\":false}]")
                .says("fail");
    }

    private static String connect(int id) {
        return "[{\"id\":\"" + id + "\",\"channel\":\"/meta/connect\",\"connectionType\":\"websocket\","
                + "\"clientId\":\"2avjpj\"}]";
    }

    @Test
    void nats_is_subscribed_when_a_ping_is_answered() {
        nats().hears("PONG\r\n")
                .says("subscribed")
                .hears("-ERR 'Slow Consumer'\r\n")
                .says("fail");
    }

    @Test
    void a_ping_of_nats_is_answered_wherever_it_stands() {
        String message = "MSG s3 1 46\r\n" + EVENT + "\r\n";
        nats().hears("PING\r\n")
                .says("binary PONG\r\n")
                .hearsEvents(message + message)
                .says()
                .hearsEvents(message + "PING\r\n" + message)
                .says("binary PONG\r\n")
                .hearsEvents("PING\r\n" + message)
                .says("binary PONG\r\n");
    }

    @Test
    void lines_of_nats_may_come_in_parts() {
        String whole = "MSG s3 1 46\r\n" + EVENT + "\r\nPING\r\nMSG s3 1 46\r\n" + EVENT + "\r\n";
        for (int i = 1; i < whole.length(); i++) {
            nats().hearsEvents(whole.substring(0, i))
                    .hearsEvents(whole.substring(i))
                    .says("binary PONG\r\n");
        }
    }

    private static Exchange nats() {
        return new Exchange(new NatsDialect(), TWO_CHANNELS)
                .open()
                .says()
                .hears("INFO {\"server_id\":\"NADVJ7YR\",\"version\":\"2.9.10\",\"proto\":1,\"go\":\"go1.19.8\","
                        + "\"headers\":true,\"max_payload\":1048576,\"client_id\":6,\"client_ip\":\"127.0.0.1\"} \r\n")
                .says("binary CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"1\","
                        + "\"protocol\":1}\r\nSUB s3 1\r\nSUB s4 2\r\nPING\r\n");
    }
}
