package dev.realtime.peers.stomp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Answers a SUBSCRIBE that asks for a receipt when the simple broker has taken it, which the simple broker does not do itself. Only
 * frames of clients pass here, so it costs nothing when events are sent. Thread-safe.
 */
final class Receipts implements ExecutorChannelInterceptor {
    @Override
    public void afterMessageHandled(
            Message<?> message, MessageChannel channel, MessageHandler handler, @Nullable Exception failure) {
        StompHeaderAccessor frame = StompHeaderAccessor.wrap(message);
        if (handler instanceof SimpleBrokerMessageHandler broker
                && failure == null
                && frame.getCommand() == StompCommand.SUBSCRIBE
                && frame.getReceipt() != null) {
            StompHeaderAccessor receipt = StompHeaderAccessor.create(StompCommand.RECEIPT);
            receipt.setReceiptId(Objects.requireNonNull(frame.getReceipt()));
            receipt.setSessionId(Objects.requireNonNull(frame.getSessionId()));
            broker.getClientOutboundChannel()
                    .send(MessageBuilder.createMessage(new byte[0], receipt.getMessageHeaders()));
        }
    }
}
