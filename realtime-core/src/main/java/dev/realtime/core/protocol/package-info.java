/** The language of the wire, version 1: messages, and their JSON form (docs/protocol.md). Depends on the values. */
@NullMarked
package dev.realtime.core.protocol;

import org.jspecify.annotations.NullMarked;
