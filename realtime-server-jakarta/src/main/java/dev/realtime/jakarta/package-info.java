/** The server behind two paths of a servlet application. Depends on core's server, transport and schedule. */
@NullMarked
package dev.realtime.jakarta;

import org.jspecify.annotations.NullMarked;
