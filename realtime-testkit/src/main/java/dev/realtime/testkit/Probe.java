package dev.realtime.testkit;

import dev.realtime.client.Gap;
import dev.realtime.client.ReceivedEvent;
import dev.realtime.core.GapReason;
import dev.realtime.testkit.Mailbox.Letter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What one client's application hears of one service, read by a test in order: each {@code expect} takes the next item, and waits for it
 * at most 2 min of virtual or 5 s of real time ({@link #within} changes that). Another item than the expected one fails at once; the
 * failure shows what came, what happened before, and how to run the test again. Used by the test's thread.
 *
 * <pre>{@code
 * maria.probe("finance").expectEvent("first").expectGap(GapReason.TRIMMED).expectEvent("last").seq(17).expectNoMore();
 * }</pre>
 */
@SuppressWarnings("checkstyle:methodcount") // one method an expectation
public final class Probe {
    private final ProbedClient client;
    private final Mailbox mailbox;
    private final String service;
    private Duration wait;
    private int read; // how many items were taken
    private @Nullable Letter last; // the item that was taken last

    Probe(ProbedClient client, Mailbox mailbox, String service) {
        this.client = client;
        this.mailbox = mailbox;
        this.service = service;
        this.wait = mailbox.defaultWait();
    }

    /**
     * Sets how long expectations wait from here on.
     *
     * @param longest not negative
     * @return this
     */
    public Probe within(Duration longest) {
        wait = longest;
        return this;
    }

    /**
     * Takes an event, whatever it is.
     *
     * @return this
     */
    public Probe expectEvent() {
        return expect("an event", Item.Heard.class::isInstance);
    }

    /**
     * Takes an event with a payload.
     *
     * @param data compared as text: a string as it is, other JSON as Jackson writes it
     * @return this
     */
    public Probe expectEvent(Object data) {
        return expect(
                "event " + data,
                item -> item instanceof Item.Heard heard && heard.text().equals(data.toString()));
    }

    /**
     * Takes a gap.
     *
     * @param reason its reason
     * @return this
     */
    public Probe expectGap(GapReason reason) {
        return expect(
                "gap " + reason,
                item -> item instanceof Item.Missed missed && missed.gap().reason() == reason);
    }

    /**
     * Takes a snapshot; where the server has a provider of them.
     *
     * @return this
     */
    public Probe expectSnapshot() {
        return expect("a snapshot", Item.Restored.class::isInstance);
    }

    /**
     * Takes an invalidation.
     *
     * @param keys all of its keys, in order
     * @return this
     */
    public Probe expectInvalidation(String... keys) {
        List<String> wanted = List.of(keys);
        return expect(
                "invalidation of " + wanted,
                item -> item instanceof Item.Invalidated came
                        && came.invalidation().keys().equals(wanted));
    }

    /**
     * Takes events with these payloads, in this order, and expects no more.
     *
     * @param data compared as {@link #expectEvent(Object)} does
     * @return this
     */
    public Probe expectExactly(Object... data) {
        Arrays.stream(data).forEach(this::expectEvent);
        return expectNoMore();
    }

    /**
     * Checks that everything that has come was taken, once all has happened that needs no time.
     *
     * @return this
     */
    public Probe expectNoMore() {
        return expectNothingFor(Duration.ZERO);
    }

    /**
     * Checks that everything that has come was taken, and that for a time nothing comes.
     *
     * @param duration how long; virtual time costs none
     * @return this
     */
    public Probe expectNothingFor(Duration duration) {
        if (mailbox.await(() -> unread().size() > 0, duration)) {
            throw failure("nothing more within " + mailbox.shown(duration), "" + unread().get(0), null);
        }
        return this;
    }

    private Probe expect(String what, Predicate<Item> matches) {
        if (!mailbox.await(() -> !unread().isEmpty(), wait)) {
            throw failure(what + " within " + mailbox.shown(wait), "nothing", null);
        }
        Letter next = unread().get(0);
        if (!matches.test(next.item())) {
            Letter closest = unread().stream()
                    .filter(letter -> matches.test(letter.item()))
                    .findFirst()
                    .orElse(null);
            throw failure(what, next.toString(), closest);
        }
        read++;
        last = next;
        return this;
    }

    /**
     * Checks the sequence number of the item that was taken last.
     *
     * @param expected where it stands in the channel
     * @return this
     */
    public Probe seq(long expected) {
        return check("seq=" + expected, taken().item().position().seq() == expected);
    }

    /**
     * Checks that the event that was taken last was published before the connection that it came on.
     *
     * @return this
     */
    public Probe replayed() {
        return check("replayed", taken().replayed());
    }

    /**
     * Checks that the event that was taken last came live: it was published after its client had connected.
     *
     * @return this
     */
    public Probe live() {
        return check("live", !taken().replayed());
    }

    /**
     * Checks the type of the event that was taken last.
     *
     * @param expected such as {@code revenue_created}
     * @return this
     */
    public Probe type(String expected) {
        return check("type=" + expected, event().type().equals(expected));
    }

    /**
     * Checks a tag of the event that was taken last.
     *
     * @param name the tag's name
     * @param expected its value as text
     * @return this
     */
    public Probe tag(String name, Object expected) {
        return check(
                name + "=" + expected, expected.toString().equals(event().tags().get(name)));
    }

    /**
     * The event that was taken last, for everything else.
     *
     * @return as it was handed over
     * @throws AssertionFailedError if the last item was no event
     */
    public ReceivedEvent event() {
        if (taken().item() instanceof Item.Heard heard) {
            return heard.event();
        }
        throw failure("an event", taken().toString(), null);
    }

    /**
     * Everything that was heard of the service, taken or not.
     *
     * @return in order
     */
    public List<Item> items() {
        return mailbox.letters(service).stream().map(Letter::item).toList();
    }

    /**
     * The payloads of all events of the service, as {@link #expectEvent(Object)} compares them, taken or not.
     *
     * @return in order
     */
    public List<String> data() {
        List<String> data = new ArrayList<>();
        for (Item item : items()) {
            if (item instanceof Item.Heard heard) {
                data.add(heard.text());
            }
        }
        return data;
    }

    /**
     * All gaps of the service, taken or not.
     *
     * @return in order
     */
    public List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        for (Item item : items()) {
            if (item instanceof Item.Missed missed) {
                gaps.add(missed.gap());
            }
        }
        return gaps;
    }

    private Probe check(String expected, boolean holds) {
        if (!holds) {
            throw failure(expected, taken().toString(), null);
        }
        return this;
    }

    private Letter taken() {
        if (last == null) {
            throw new IllegalStateException("nothing was taken yet: expect something first");
        }
        return last;
    }

    private List<Letter> unread() {
        List<Letter> all = mailbox.letters(service);
        return all.subList(read, all.size());
    }

    private AssertionFailedError failure(String expected, String actual, @Nullable Letter closest) {
        List<Letter> all = mailbox.letters(service);
        StringBuilder text = new StringBuilder();
        text.append("\nexpected: ")
                .append(client.name())
                .append(" hears of ")
                .append(service)
                .append(": ")
                .append(expected);
        text.append("\nbut was : ")
                .append(actual)
                .append("; client is ")
                .append(client.client().state());
        if (closest != null) {
            text.append("\nclosest : ").append(closest).append(", item ").append(all.indexOf(closest));
        }
        return new AssertionFailedError(text + mailbox.shown(service, read) + mailbox.story(), expected, actual);
    }
}
