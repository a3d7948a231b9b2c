package dev.realtime.tests.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.tests.contract.TamperedTransport.Closing;
import dev.realtime.tests.contract.TamperedTransport.Sending;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Transports that the contract has to find, each by a rule. */
enum BrokenTransport {
    COMPLETES_TWICE(
            "each_send_completes_once",
            sending(() -> (good, frame, completion) -> good.send(frame, failure -> {
                completion.onComplete(failure);
                completion.onComplete(failure);
            }))),
    NEVER_COMPLETES(
            "the_next_frame_may_be_sent_when_the_one_before_completes",
            sending(() -> (good, frame, completion) -> good.send(frame, failure -> {}))),
    COMPLETES_AT_ONCE(
            "a_peer_that_does_not_read_delays_completions_and_gets_everything_later",
            sending(BrokenTransport::queueing)),
    SWAPS_PAIRS("frames_arrive_at_the_peer_in_order_and_unchanged", sending(BrokenTransport::swapping)),
    SENDS_BINARY_ONLY(
            "frames_arrive_at_the_peer_in_order_and_unchanged",
            sending(() -> (good, frame, completion) -> good.send(Frame.binary(frame.bytes()), completion))),
    SENDS_TEXT_ONLY(
            "frames_of_every_size_arrive_at_the_peer",
            sending(() -> (good, frame, completion) -> good.send(Frame.text(frame.string()), completion))),
    DROPS_EMPTY_FRAMES("frames_of_every_size_arrive_at_the_peer", sending(() -> (good, frame, completion) -> {
        if (frame.size() == 0) {
            completion.onComplete(null);
        } else {
            good.send(frame, completion);
        }
    })),
    CUTS_LARGE_FRAMES(
            "frames_of_every_size_arrive_at_the_peer",
            sending(() -> (good, frame, completion) -> good.send(
                    frame.size() <= 100_000 ? frame : Frame.text(Arrays.copyOf(frame.bytes(), 100_000)), completion))),
    CHANGES_THE_FRAME("a_frame_that_goes_to_two_peers_stays_as_it_is", sending(() -> (good, frame, completion) -> {
        good.send(frame, completion);
        frame.bytes()[0]++;
    })),
    THROWS_AFTER_THE_END("a_send_after_the_end_hurts_nobody", BrokenTransport::throwing),
    IGNORES_CLOSE("the_peer_hears_code_and_text_of_a_close", closing(joined -> (good, reason) -> {})),
    LOSES_THE_CODE(
            "the_peer_hears_code_and_text_of_a_close",
            closing(joined -> (good, reason) -> good.close(CloseReason.of(CloseReason.NORMAL, reason.text())))),
    TELLS_ITS_END_TWICE("a_close_of_ones_own_is_told_once", closing(joined -> (good, reason) -> {
        good.close(reason);
        joined.time.execute(() -> joined.listener.onClosed(reason));
    })),
    TELLS_ITS_END_INSIDE_OF_A_CALL(
            "a_close_from_inside_of_a_call_is_told_after_that_call", closing(joined -> (good, reason) -> {
                joined.listener.onClosed(reason);
                good.close(reason);
            })),
    TELLS_A_FRAME_AFTER_THE_END(
            "what_the_peer_has_sent_is_told_before_its_close",
            hearing(listener -> new TamperedEnd(listener, reason -> {
                listener.onClosed(reason);
                listener.onFrame(Frame.text("late"));
            }))),
    TAKES_A_CRASH_FOR_A_GOODBYE(
            "a_peer_that_vanishes_is_told_once_as_abnormal",
            hearing(listener -> new TamperedEnd(
                    listener,
                    reason -> listener.onClosed(
                            reason.code() == CloseReason.ABNORMAL ? CloseReason.of(CloseReason.NORMAL, "") : reason)))),
    TELLS_NO_END("code_and_text_of_the_peer_are_told", hearing(listener -> new TamperedEnd(listener, reason -> {})));

    /** What a breach has to do with. */
    record Joined(Transport good, Transport.Listener listener, ManualScheduler time) {}

    /** What is broken of one end. */
    record Broken(Function<Joined, Transport> transport, UnaryOperator<Transport.Listener> listener) {}

    /** Makes what a transport of its own needs. */
    @FunctionalInterface
    interface Making {
        Sending make();
    }

    final String rule;
    final Broken broken;

    BrokenTransport(String rule, Broken broken) {
        this.rule = rule;
        this.broken = broken;
    }

    BrokenTransport(String rule, Function<Joined, Transport> transport) {
        this(rule, new Broken(transport, listener -> listener));
    }

    private static Broken sending(Making making) {
        return new Broken(
                joined -> new TamperedTransport(joined.good, making.make(), Transport::close), listener -> listener);
    }

    private static Broken closing(Function<Joined, Closing> closing) {
        return new Broken(
                joined -> new TamperedTransport(joined.good, Transport::send, closing.apply(joined)),
                listener -> listener);
    }

    private static Broken hearing(UnaryOperator<Transport.Listener> listener) {
        return new Broken(Joined::good, listener);
    }

    /** Takes everything, whoever reads it. */
    private static Sending queueing() {
        ArrayDeque<Frame> waiting = new ArrayDeque<>();
        return (good, frame, completion) -> {
            waiting.add(frame);
            if (waiting.size() == 1) {
                sendNext(good, waiting);
            }
            completion.onComplete(null);
        };
    }

    private static void sendNext(Transport good, ArrayDeque<Frame> waiting) {
        good.send(waiting.element(), failure -> {
            waiting.remove();
            if (!waiting.isEmpty()) {
                sendNext(good, waiting);
            }
        });
    }

    /** Keeps every second frame until the next one has gone. */
    private static Sending swapping() {
        AtomicReference<Frame> kept = new AtomicReference<>();
        return (good, frame, completion) -> {
            if (kept.compareAndSet(null, frame)) {
                completion.onComplete(null);
            } else {
                good.send(frame, failure -> good.send(kept.getAndSet(null), completion));
            }
        };
    }

    private static Transport throwing(Joined joined) {
        boolean[] closed = {false};
        return new TamperedTransport(
                joined.good,
                (good, frame, completion) -> {
                    if (closed[0]) {
                        throw new IllegalStateException("closed");
                    }
                    good.send(frame, completion);
                },
                (good, reason) -> {
                    closed[0] = true;
                    good.close(reason);
                });
    }
}
