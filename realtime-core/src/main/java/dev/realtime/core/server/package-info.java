/** Who gets what: connections, subscriptions, channel feeds. Depends on broker, protocol, transport, schedule and values. */
@NullMarked
package dev.realtime.core.server;

import org.jspecify.annotations.NullMarked;
