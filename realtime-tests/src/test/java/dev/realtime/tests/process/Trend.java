package dev.realtime.tests.process;

import java.util.Arrays;

/**
 * The straight line through samples, and how sure its slope is. Samples of a process are not independent of each other: what is high
 * now is still high in ten seconds. So the standard error of least squares is widened by the correlation of neighbouring residuals,
 * as for a process AR(1).
 *
 * @param slope an hour
 * @param error the standard error of the slope
 * @param hours between the first sample and the last
 * @param first the line at the first sample
 * @param last the line at the last sample
 */
record Trend(double slope, double error, double hours, double first, double last) {
    /** How many standard errors a slope must be away from what is allowed: wrong in one of 700 runs if there is nothing. */
    static final double CERTAINTY = 3;

    private static final int FEWEST = 10;
    private static final double MOST_CORRELATED = 0.95;

    /**
     * How much a figure may grow.
     *
     * @param anHour in the long run
     * @param atAll however short the run: what a virtual machine does in its first minutes, and how much figures jump
     */
    record Limit(double anHour, double atAll) {
        /** How much it may grow in a run of this length. */
        double over(double hours) {
            return Math.max(anHour * hours, atAll);
        }
    }

    /** Fits a line, with the times in hours. */
    static Trend of(double[] times, double[] values) {
        int count = times.length;
        if (count < FEWEST || count != values.length) {
            throw new IllegalArgumentException(count + " times and " + values.length + " values");
        }
        double time = Arrays.stream(times).average().orElseThrow();
        double value = Arrays.stream(values).average().orElseThrow();
        double spread = 0;
        double product = 0;
        for (int i = 0; i < count; i++) {
            spread += (times[i] - time) * (times[i] - time);
            product += (times[i] - time) * (values[i] - value);
        }
        double slope = product / spread;
        double[] residuals = new double[count];
        for (int i = 0; i < count; i++) {
            residuals[i] = values[i] - value - slope * (times[i] - time);
        }
        double error = Math.sqrt(squares(residuals) / (count - 2) / spread) * widening(residuals);
        double first = value + slope * (times[0] - time);
        double hours = times[count - 1] - times[0];
        return new Trend(slope, error, hours, first, first + slope * hours);
    }

    private static double squares(double[] residuals) {
        return Arrays.stream(residuals).map(residual -> residual * residual).sum();
    }

    private static double widening(double[] residuals) {
        double squares = squares(residuals);
        if (squares == 0) {
            return 1;
        }
        double products = 0;
        for (int i = 1; i < residuals.length; i++) {
            products += residuals[i - 1] * residuals[i];
        }
        double correlation = Math.max(0, Math.min(MOST_CORRELATED, products / squares));
        return Math.sqrt((1 + correlation) / (1 - correlation));
    }

    /** By how much the figure has grown for sure from the first sample to the last; negative where it may not have. */
    double surelyGrownBy() {
        return (slope - CERTAINTY * error) * hours;
    }

    /** Whether the figure has surely grown by more than is allowed. */
    boolean exceeds(Limit limit) {
        return surelyGrownBy() > limit.over(hours);
    }

    /** The smallest slope that this run would have found, an hour: what is allowed, and what cannot be told from noise. */
    double resolution(Limit limit) {
        return limit.over(hours) / hours + CERTAINTY * error;
    }
}
