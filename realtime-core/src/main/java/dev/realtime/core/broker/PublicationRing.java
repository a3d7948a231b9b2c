package dev.realtime.core.broker;

import dev.realtime.core.Entity;
import dev.realtime.core.Publication;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publications in order, with the time when each came; grows with demand, never shrinks. Its owner guards it, and lets go of an empty one. */
final class PublicationRing {
    private static final int FIRST_CAPACITY = 8;
    private static final int ENTRY_BYTES = 110; // JSON around a payload: seq, time stamp, names; rounded up
    static final int ENVELOPE_BYTES = 256; // JSON around the entries of a range; rounded up
    private static final int HEAP_BYTES =
            144; // objects around a payload: publication, position, instant, array header, slots
    private static final @Nullable Publication[] NO_ENTRIES = new @Nullable Publication[0];
    private static final long[] NO_TIMES = {};

    private @Nullable Publication[] entries = NO_ENTRIES;
    private long[] acceptedAt = NO_TIMES; // nanoTime of each entry
    private int first;
    private int size;
    private long bytes; // heap that the entries take

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    void addLast(Publication publication, long now, int maxCapacity) {
        if (size == entries.length) {
            grow(Math.min(maxCapacity, Math.max(FIRST_CAPACITY, size * 2)));
        }
        entries[index(size)] = publication;
        acceptedAt[index(size)] = now;
        size++;
        bytes += heapBytes(publication);
    }

    private void grow(int capacity) {
        @Nullable Publication[] moreEntries = new @Nullable Publication[capacity];
        long[] moreTimes = new long[capacity];
        for (int i = 0; i < size; i++) {
            moreEntries[i] = entries[index(i)];
            moreTimes[i] = acceptedAt[index(i)];
        }
        entries = moreEntries;
        acceptedAt = moreTimes;
        first = 0;
    }

    /** Forgets the oldest entries; gives the heap that they took, in bytes. */
    long removeFirst(int count) {
        long freed = 0;
        for (int i = 0; i < count; i++) {
            Publication oldest = get(0);
            freed += heapBytes(oldest);
            entries[first] = null;
            first = first + 1 == entries.length ? 0 : first + 1;
            size--;
        }
        bytes -= freed;
        return freed;
    }

    /** Forgets the newest entry; gives the heap that it took, in bytes. */
    long removeLast() {
        Publication last = get(size - 1);
        entries[index(size - 1)] = null;
        size--;
        long freed = heapBytes(last);
        bytes -= freed;
        return freed;
    }

    Publication get(int offset) {
        Publication entry = entries[index(offset)];
        if (entry == null) {
            throw new IllegalStateException("no entry at offset " + offset + " of " + size);
        }
        return entry;
    }

    long acceptedAt(int offset) {
        return acceptedAt[index(offset)];
    }

    /** The entries from an offset on: at most so many, and at most so many bytes of JSON, but always one. */
    List<Publication> list(int offset, int maxCount, int maxBytes) {
        Publication[] taken = new Publication[maxCount];
        int count = 0;
        int bytes = ENVELOPE_BYTES;
        while (count < maxCount) {
            Publication next = get(offset + count);
            bytes += jsonBytes(next);
            if (count > 0 && bytes > maxBytes) {
                break;
            }
            taken[count++] = next;
        }
        return List.of(count == maxCount ? taken : Arrays.copyOf(taken, count));
    }

    private int index(int offset) {
        int slot = first + offset;
        return slot < entries.length ? slot : slot - entries.length;
    }

    static int jsonBytes(Publication publication) {
        return ENTRY_BYTES + publication.payload().length + 6 * tagCharacters(publication); // 6: the longest escape
    }

    static int heapBytes(Publication publication) {
        String id = publication.eventId();
        int count = publication.tags().size();
        int tagBytes = count == 0 ? 0 : 64 + 160 * count + tagCharacters(publication);
        Entity entity = publication.entity();
        int entityBytes =
                entity == null ? 0 : 136 + entity.type().length() + entity.id().length();
        return HEAP_BYTES + publication.payload().length + (id == null ? 0 : 56 + id.length()) + tagBytes + entityBytes;
    }

    private static int tagCharacters(Publication publication) {
        if (publication.tags().isEmpty()) {
            return 0; // as mostly: it is asked often
        }
        int characters = 0;
        for (var tag : publication.tags().entrySet()) {
            characters += tag.getKey().length() + tag.getValue().length() + 6;
        }
        return characters;
    }
}
