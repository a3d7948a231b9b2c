package dev.realtime.core.broker;

/** Why a publication was not, or perhaps not, appended. Each kind says whether trying again can repeat it. */
public class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened
     */
    protected PublishException(String message) {
        super(message);
    }

    /**
     * A failure.
     *
     * @param message what happened
     * @param cause why
     */
    protected PublishException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The broker refused it: surely not appended, and the same again will be refused again. */
    public static final class Rejected extends PublishException {
        private static final long serialVersionUID = 1L;

        /**
         * A refusal.
         *
         * @param message what is wrong with the publication
         */
        public Rejected(String message) {
            super(message);
        }
    }

    /** The broker cannot be reached: surely not appended, trying again cannot repeat it. */
    public static final class BrokerUnavailable extends PublishException {
        private static final long serialVersionUID = 1L;

        /**
         * A failure to reach the broker.
         *
         * @param message what happened
         */
        public BrokerUnavailable(String message) {
            super(message);
        }

        /**
         * A failure to reach the broker.
         *
         * @param message what happened
         * @param cause why
         */
        public BrokerUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It was sent and no answer came: perhaps appended. Only an event with an id can be tried again without repeating it. */
    public static final class OutcomeUnknown extends PublishException {
        private static final long serialVersionUID = 1L;

        /**
         * An append without an answer.
         *
         * @param message what happened
         */
        public OutcomeUnknown(String message) {
            super(message);
        }

        /**
         * An append without an answer.
         *
         * @param message what happened
         * @param cause why
         */
        public OutcomeUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server was closed before: not appended. */
    public static final class ServerClosed extends PublishException {
        private static final long serialVersionUID = 1L;

        /** A publication that came too late. */
        public ServerClosed() {
            super("the server is closed");
        }
    }
}
