/** A command-line client: prints what happens in channels, and goes on after anything that can happen to a connection. */
@NullMarked
package dev.realtime.examples.watch;

import org.jspecify.annotations.NullMarked;
