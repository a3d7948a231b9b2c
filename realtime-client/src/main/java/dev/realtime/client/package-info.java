/** A client of the real-time stream: connects, resumes where it was, and hands events to the application. Depends on connect. */
@NullMarked
package dev.realtime.client;

import org.jspecify.annotations.NullMarked;
