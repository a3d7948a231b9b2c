/** What every implementation of an SPI has to do, as tests: extend one, and say how yours is made. */
@NullMarked
package dev.realtime.testkit.contract;

import org.jspecify.annotations.NullMarked;
