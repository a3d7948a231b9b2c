/** How a client gets a transport: the SPI, and Tyrus behind it. */
@NullMarked
package dev.realtime.client.connect;

import org.jspecify.annotations.NullMarked;
