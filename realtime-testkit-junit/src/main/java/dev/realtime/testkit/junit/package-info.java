/** Tests with JUnit 5.10 to 6.x: a world in virtual time, or a real server, as a parameter of the test. */
@NullMarked
package dev.realtime.testkit.junit;

import org.jspecify.annotations.NullMarked;
