package dev.realtime.core.broker;

import dev.realtime.core.Channel;

/**
 * What a broker also implements when its publications are in this process: the node then reads its buffers in place instead of
 * keeping a copy, and takes the live feed as a mere signal. A broker of another process must not implement it, since the buffer is
 * taken for the truth.
 */
public interface LocalBuffers {
    /**
     * The one log of a channel, made when there is none.
     *
     * @param channel which
     * @return the buffer; stays the channel's own while the channel is added to a feed
     */
    ReplayBuffer buffer(Channel channel);
}
