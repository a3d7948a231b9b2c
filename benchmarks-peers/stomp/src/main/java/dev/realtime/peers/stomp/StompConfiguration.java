package dev.realtime.peers.stomp;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;

/**
 * How the simple broker is set up: as the manual shows it, without heartbeats, and with limits for slow clients that a fair run does not
 * reach. Public because Spring says so.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
public class StompConfiguration implements WebSocketMessageBrokerConfigurer {
    private static final int SEND_TIME_LIMIT_MILLIS = 60_000; // Spring's default: 10 s
    private static final int SEND_BUFFER_LIMIT_BYTES = 16 << 20; // Spring's default: 512 KiB

    private final boolean ordered;

    /**
     * The set-up.
     *
     * @param ordered whether a client gets events in the order in which they were published
     */
    public StompConfiguration(@Qualifier("ordered") Boolean ordered) {
        this.ordered = ordered;
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.setPreserveReceiveOrder(true); // so that a receipt tells of everything before it
        registry.addEndpoint("/stomp").setAllowedOrigins("*");
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.setPreservePublishOrder(ordered);
        registry.enableSimpleBroker("/topic").setHeartbeatValue(new long[] {0, 0});
    }

    @Override
    public void configureWebSocketTransport(WebSocketTransportRegistration registry) {
        registry.setSendTimeLimit(SEND_TIME_LIMIT_MILLIS).setSendBufferSizeLimit(SEND_BUFFER_LIMIT_BYTES);
    }

    @Override
    public void configureClientInboundChannel(ChannelRegistration registration) {
        registration.interceptors(new Receipts());
    }
}
