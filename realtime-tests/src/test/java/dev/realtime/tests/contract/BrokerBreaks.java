package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Ways to break a good broker. */
final class BrokerBreaks {
    private BrokerBreaks() {}

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    // ---- append

    /** Every tenth append is told the position of the one before. */
    static TamperedBroker givesNumbersTwice(TamperedBroker broker) {
        AtomicInteger count = new AtomicInteger();
        AtomicReference<Appended> last = new AtomicReference<>();
        return broker.appending((channel, draft, options) -> broker.good
                .append(channel, draft, options)
                .thenApply(appended -> count.incrementAndGet() % 10 == 0 ? last.get() : remember(last, appended)));
    }

    private static Appended remember(AtomicReference<Appended> last, Appended appended) {
        last.set(appended);
        return appended;
    }

    static TamperedBroker forgetsTags(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> broker.good.append(
                channel, new Draft(Map.of(), draft.eventId(), draft.entity(), draft.kind(), draft.payload()), options));
    }

    /** Takes a payload that is too large, and cuts it. */
    static TamperedBroker cutsPayloads(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> {
            byte[] payload =
                    Arrays.copyOf(draft.payload(), Math.min(draft.payload().length, Publication.MAX_PAYLOAD_BYTES));
            return broker.good.append(
                    channel, new Draft(draft.tags(), draft.eventId(), draft.entity(), draft.kind(), payload), options);
        });
    }

    /** All orgs share their services. */
    static TamperedBroker mixesOrgs(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> broker.good.append(shared(channel), draft, options))
                .reading((channel, after, limit) -> broker.good.read(shared(channel), after, limit));
    }

    private static Channel shared(Channel channel) {
        return Channel.of("all", channel.service());
    }

    /** Remembers keys by itself; {@code keyOf} says how. */
    static TamperedBroker keys(TamperedBroker broker, BiFunction<Channel, String, Object> keyOf, Runnable between) {
        Map<Object, Appended> known = new ConcurrentHashMap<>();
        return broker.appending((channel, draft, options) -> {
            Object key = options.idempotencyKey() == null ? null : keyOf.apply(channel, options.idempotencyKey());
            Appended first = key == null ? null : known.get(key);
            if (first != null) {
                return CompletableFuture.completedFuture(new Appended(first.position(), true));
            }
            if (key != null) {
                between.run();
            }
            Appended appended = get(broker.good.append(channel, draft, AppendOptions.NONE));
            if (key != null) {
                known.put(key, appended);
            }
            return CompletableFuture.completedFuture(appended);
        });
    }

    /** Waits until another thread is here as well, or for 20 ms. */
    static Runnable meeting(Scheduler scheduler) {
        if (scheduler instanceof ManualScheduler) {
            return () -> {}; // there is one thread
        }
        AtomicReference<CompletableFuture<Boolean>> newest = new AtomicReference<>(new CompletableFuture<>());
        return () -> {
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            newest.getAndSet(mine).complete(true);
            scheduler.schedule(Duration.ofMillis(20), () -> mine.complete(true));
            mine.join();
        };
    }

    /** A while in which others append. */
    private static void dawdle() {
        for (int i = 0; i < 1_000; i++) {
            Thread.onSpinWait();
        }
    }

    static TamperedBroker keepsNoKeys(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> broker.good.append(channel, draft, AppendOptions.NONE));
    }

    static TamperedBroker keepsKeysForAMinute(TamperedBroker broker, Scheduler scheduler) {
        return keys(broker, (channel, key) -> channel + key + scheduler.nanoTime() / 60_000_000_000L, () -> {});
    }

    /** What fails from here on stays without an answer. */
    static TamperedBroker neverAnswersAgain(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> {
            CompletableFuture<Appended> answer =
                    broker.good.append(channel, draft, options).toCompletableFuture();
            return answer.isCompletedExceptionally() ? new CompletableFuture<>() : answer;
        });
    }

    static TamperedBroker completesTwice(TamperedBroker broker) {
        return broker.appending((channel, draft, options) -> twice(broker.good.append(channel, draft, options)));
    }

    /** Whoever waits for it is told twice. */
    private static <T> CompletionStage<T> twice(CompletionStage<T> stage) {
        CompletableFuture<T> twice = new CompletableFuture<>() {
            @Override
            public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
                super.whenComplete(action);
                return super.whenComplete(action);
            }
        };
        twice.complete(get(stage));
        return twice;
    }

    // ---- read

    static TamperedBroker gaps(TamperedBroker broker, GapReason reason, Function<Read.Gap, Read> broken) {
        return broker.read(read -> read instanceof Read.Gap gap && gap.reason() == reason ? broken.apply(gap) : read);
    }

    static TamperedBroker batches(TamperedBroker broker, Function<Read.Batch, Read> broken) {
        return broker.read(read -> read instanceof Read.Batch batch ? broken.apply(batch) : read);
    }

    /** Says another epoch since it has trimmed something. */
    static TamperedBroker changesTheEpochWhenItTrims(TamperedBroker broker) {
        AtomicBoolean trimmed = new AtomicBoolean();
        return broker.read(read -> {
            if (read instanceof Read.Gap gap && gap.reason() == GapReason.TRIMMED) {
                trimmed.set(true);
            }
            Position head = read.head().position();
            return trimmed.get() && read instanceof Read.Batch batch
                    ? new Read.Batch(
                            batch.publications(), new Head(new Position("trimmed", head.seq()), null), batch.more())
                    : read;
        });
    }

    /** Gives what is left where the beginning is trimmed. */
    static TamperedBroker givesAPart(TamperedBroker broker) {
        return broker.reading((channel, after, limit) -> {
            Read read = get(broker.good.read(channel, after, limit));
            boolean trimmed = read instanceof Read.Gap gap && gap.reason() == GapReason.TRIMMED;
            if (!trimmed || !(after instanceof After.At at)) {
                return CompletableFuture.completedFuture(read);
            }
            Position here = at.position();
            while (read instanceof Read.Gap) {
                here = here.at(here.seq() + 1);
                read = get(broker.good.read(channel, new After.At(here), limit));
            }
            return CompletableFuture.completedFuture(read);
        });
    }

    /** A number is enough for it. */
    static TamperedBroker takesAnyEpoch(TamperedBroker broker) {
        return broker.reading((channel, after, limit) -> {
            if (!(after instanceof After.At at)) {
                return broker.good.read(channel, after, limit);
            }
            Position head = get(broker.good.read(channel, After.HEAD, 1)).head().position();
            return broker.good.read(channel, new After.At(head.at(at.position().seq())), limit);
        });
    }

    /** Reads from a replica that lags by one. */
    static TamperedBroker confirmsTooEarly(TamperedBroker broker) {
        return batches(broker, batch -> {
            List<Publication> all = batch.publications();
            boolean newest = !all.isEmpty() && !batch.more();
            return newest ? new Read.Batch(all.subList(0, all.size() - 1), batch.head(), true) : batch;
        });
    }

    /** Asks for the head a little later. */
    static TamperedBroker takesTheHeadOfAnotherMoment(TamperedBroker broker) {
        return broker.reading((channel, after, limit) -> {
            Read read = get(broker.good.read(channel, after, limit));
            dawdle();
            Head later = get(broker.good.read(channel, After.HEAD, 1)).head();
            return CompletableFuture.completedFuture(
                    read instanceof Read.Batch batch
                            ? new Read.Batch(batch.publications(), later, batch.more())
                            : read);
        });
    }

    // ---- feed

    static TamperedBroker losesEvery100th(TamperedBroker broker) {
        AtomicInteger count = new AtomicInteger();
        return broker.hearing(listener -> new TamperedListener(listener, (channel, publication) -> {
            if (count.incrementAndGet() % 100 != 0) {
                listener.onPublication(channel, publication);
            }
        }));
    }

    /** Tells every second one before the first. */
    static TamperedBroker swapsPairs(TamperedBroker broker) {
        return broker.hearing(listener -> {
            AtomicReference<Publication> held = new AtomicReference<>();
            return new TamperedListener(listener, (channel, publication) -> {
                Publication first = publication.seq() % 2 == 1 ? null : held.getAndSet(null);
                if (publication.seq() % 2 == 1) {
                    held.set(publication);
                    return;
                }
                listener.onPublication(channel, publication);
                if (first != null) {
                    listener.onPublication(channel, first);
                }
            });
        });
    }

    static TamperedBroker forgetsIdsOnTheFeed(TamperedBroker broker) {
        return broker.hearing(listener -> new TamperedListener(
                listener,
                (channel, publication) -> listener.onPublication(
                        channel,
                        new Publication(
                                publication.position(),
                                publication.time(),
                                publication.tags(),
                                null,
                                publication.entity(),
                                publication.kind(),
                                publication.payload()))));
    }

    /** The broker is asked some time after its answer was given. */
    static TamperedBroker addsTooLate(TamperedBroker broker, Scheduler scheduler) {
        return broker.adding((feed, channels) -> {
            scheduler.schedule(Duration.ofMillis(20), () -> feed.add(channels));
            return CompletableFuture.completedFuture(null);
        });
    }

    // ---- close

    static TamperedBroker callsAfterClose(TamperedBroker broker, Scheduler scheduler) {
        return broker.closing((good, listeners) -> {
            good.close();
            scheduler.schedule(
                    Duration.ofMillis(5),
                    () -> listeners.forEach(
                            listener -> listener.onInterrupted(Set.of(), new IllegalStateException("closed"))));
        });
    }
}
