/** A hotel's front desk: embeds the server in Tomcat, publishes what really happens at it, and shows it in a page. */
@NullMarked
package dev.realtime.examples.frontdesk;

import org.jspecify.annotations.NullMarked;
