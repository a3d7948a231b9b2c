package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;

/**
 * What the connections of one server share.
 *
 * @param access who may come in, and receive what
 * @param limits what a client may use
 * @param heartbeat how often a client is pinged
 * @param pool the authenticated connections
 * @param feeds the channels that somebody watches
 * @param counters what happens
 * @param scheduler time and threads
 * @param chance ids and spread
 */
record Node(
        Access access,
        Limits limits,
        Duration heartbeat,
        ConnectionPool pool,
        ChannelFeeds feeds,
        Counters counters,
        Scheduler scheduler,
        Chance chance) {}
