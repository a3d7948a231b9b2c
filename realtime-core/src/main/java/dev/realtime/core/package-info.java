/** The values that every other room shares: channels, positions, events, publications. Depends on nothing. */
@NullMarked
package dev.realtime.core;

import org.jspecify.annotations.NullMarked;
