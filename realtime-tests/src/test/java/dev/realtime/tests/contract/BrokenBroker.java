package dev.realtime.tests.contract;

import dev.realtime.core.GapReason;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Brokers that the contract has to find, each by a rule. */
enum BrokenBroker {
    GIVES_NUMBERS_TWICE("numbers_begin_at_1_and_count_one_by_one", tampered(BrokerBreaks::givesNumbersTwice)),
    HAS_ONE_EPOCH_FOR_ALL(
            "no_two_channels_share_an_epoch",
            (retention, scheduler) -> new InMemoryBroker(retention, scheduler, () -> 42)),
    MIXES_ORGS("channels_whose_names_look_alike_are_different_ones", tampered(BrokerBreaks::mixesOrgs)),
    CONFIRMS_TOO_EARLY("what_was_confirmed_can_be_read", tampered(BrokerBreaks::confirmsTooEarly)),
    COMPLETES_TWICE("an_append_and_a_read_complete_once", tampered(BrokerBreaks::completesTwice)),
    CUTS_PAYLOADS("a_larger_payload_is_rejected_and_takes_no_number", tampered(BrokerBreaks::cutsPayloads)),
    FORGETS_TAGS("a_read_gives_every_part_of_what_was_appended", tampered(BrokerBreaks::forgetsTags)),
    FORGETS_IDS_ON_THE_FEED(
            "a_feed_gives_every_part_of_what_was_appended", tampered(BrokerBreaks::forgetsIdsOnTheFeed)),
    KEEPS_NO_KEYS("a_key_is_appended_once_and_gives_the_first_position_again", tampered(BrokerBreaks::keepsNoKeys)),
    LOOKS_UP_KEYS_IN_A_STEP_OF_ITS_OWN(
            "many_threads_with_one_key_append_once",
            timed((broker, scheduler) ->
                    BrokerBreaks.keys(broker, (channel, key) -> channel + key, BrokerBreaks.meeting(scheduler)))),
    KEEPS_KEYS_OF_ALL_CHANNELS_TOGETHER(
            "the_same_key_in_another_channel_is_another_one",
            tampered(broker -> BrokerBreaks.keys(broker, (channel, key) -> key, () -> {}))),
    KEEPS_KEYS_FOR_EVER(
            "a_key_is_forgotten_within_a_minute_after_its_2_minutes",
            tampered(broker -> BrokerBreaks.keys(broker, (channel, key) -> channel + key, () -> {}))),
    KEEPS_KEYS_FOR_A_MINUTE("a_key_is_known_for_2_minutes", timed(BrokerBreaks::keepsKeysForAMinute)),
    IGNORES_THE_LIMIT(
            "a_read_keeps_to_its_limit_and_says_whether_there_is_more",
            tampered(broker -> broker.reading((channel, after, limit) -> broker.good.read(channel, after, 1_000)))),
    NEVER_SAYS_THAT_THERE_IS_MORE(
            "pages_of_any_size_give_the_whole_log",
            tampered(broker ->
                    BrokerBreaks.batches(broker, batch -> new Read.Batch(batch.publications(), batch.head(), false)))),
    SAYS_AHEAD_FOR_TRIMMED(
            "what_is_beyond_the_count_is_trimmed",
            tampered(broker ->
                    BrokerBreaks.gaps(broker, GapReason.TRIMMED, gap -> new Read.Gap(GapReason.AHEAD, gap.head())))),
    SAYS_NOTHING_OF_POSITIONS_AHEAD(
            "a_position_beyond_the_head_is_ahead",
            tampered(broker ->
                    BrokerBreaks.gaps(broker, GapReason.AHEAD, gap -> new Read.Batch(List.of(), gap.head(), false)))),
    TAKES_ANY_EPOCH("a_position_of_another_epoch_is_of_another_epoch", tampered(BrokerBreaks::takesAnyEpoch)),
    TAKES_THE_HEAD_OF_ANOTHER_MOMENT(
            "publications_and_head_of_an_answer_are_of_one_moment",
            tampered(BrokerBreaks::takesTheHeadOfAnotherMoment)),
    GIVES_A_PART("a_read_gives_all_that_follows_or_a_gap_with_its_reason", tampered(BrokerBreaks::givesAPart)),
    CHANGES_THE_EPOCH_WHEN_IT_TRIMS(
            "trimming_never_changes_the_epoch", tampered(BrokerBreaks::changesTheEpochWhenItTrims)),
    KEEPS_HALF_OF_WHAT_IT_SHOULD(
            "what_is_within_the_count_can_be_read",
            (retention, scheduler) -> good(Retention.of(retention.age(), (retention.count() + 1) / 2), scheduler)),
    NEVER_TRIMS(
            "what_is_older_than_the_age_is_trimmed",
            (retention, scheduler) -> good(Retention.of(Duration.ofDays(1), 100_000), scheduler)),
    LOSES_EVERY_100TH_FROM_THE_FEED(
            "a_feed_says_what_is_appended_in_order_and_without_a_hole", tampered(BrokerBreaks::losesEvery100th)),
    SWAPS_PAIRS_ON_THE_FEED(
            "a_feed_says_what_is_appended_in_order_and_without_a_hole", tampered(BrokerBreaks::swapsPairs)),
    ADDS_TOO_LATE("what_is_appended_after_add_has_completed_is_heard", timed(BrokerBreaks::addsTooLate)),
    NEVER_REMOVES(
            "a_channel_that_was_removed_is_not_heard",
            tampered(broker -> broker.removing((feed, channels) -> CompletableFuture.completedFuture(null)))),
    CALLS_AFTER_CLOSE("after_a_close_nothing_is_heard", timed(BrokerBreaks::callsAfterClose)),
    IGNORES_CLOSE(
            "after_a_close_append_and_read_are_unavailable",
            tampered(broker -> broker.closing((good, listeners) -> {}))),
    NEVER_ANSWERS_AGAIN("an_append_that_a_close_overtakes_has_an_outcome", tampered(BrokerBreaks::neverAnswersAgain));

    /** Makes a broker as {@code BrokerContract.newBroker} wants it. */
    @FunctionalInterface
    interface Making {
        Broker make(Retention retention, Scheduler scheduler);
    }

    final String rule;
    final Making making;

    BrokenBroker(String rule, Making making) {
        this.rule = rule;
        this.making = making;
    }

    private static Broker good(Retention retention, Scheduler scheduler) {
        return new InMemoryBroker(retention, scheduler, new Random(1));
    }

    private static Making tampered(UnaryOperator<TamperedBroker> broken) {
        return timed((broker, scheduler) -> broken.apply(broker));
    }

    private static Making timed(BiFunction<TamperedBroker, Scheduler, TamperedBroker> broken) {
        return (retention, scheduler) -> broken.apply(new TamperedBroker(good(retention, scheduler)), scheduler);
    }
}
