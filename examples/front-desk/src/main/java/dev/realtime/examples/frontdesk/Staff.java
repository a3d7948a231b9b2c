package dev.realtime.examples.frontdesk;

import dev.realtime.core.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who works here, and who may see what: two hotels, three people. Stands for the application's own users. Thread-safe. */
final class Staff {
    /** The tenants. */
    static final List<String> ORGS = List.of("seaside", "alpine");

    /** Everything that there is to see. */
    static final List<String> SERVICES = List.of("guest", "finance", "tasks", "analytics");

    /**
     * Somebody who works here.
     *
     * @param identity as the library wants it
     * @param role what to call the job
     * @param services what the person may see and do
     */
    record Person(Identity identity, String role, Set<String> services) {
        String user() {
            return identity.user();
        }

        String org() {
            return identity.org();
        }
    }

    private static final List<Person> PEOPLE = List.of(
            person("seaside", "maria", "Maria", "manager", Set.copyOf(SERVICES)),
            person("seaside", "jonas", "Jonas", "housekeeping", Set.of("guest", "tasks", "analytics")),
            person("alpine", "lena", "Lena", "manager", Set.copyOf(SERVICES)));

    private final Map<String, Person> byToken;

    private Staff(Map<String, Person> byToken) {
        this.byToken = byToken;
    }

    private static Person person(String org, String user, String name, String role, Set<String> services) {
        return new Person(new Identity(org, user, name, null), role, services);
    }

    /** Gives everybody a token: a new one, or that of the file. */
    static Staff withTokens(@Nullable Path file) throws IOException {
        Map<String, String> tokens = new LinkedHashMap<>();
        PEOPLE.forEach(person -> tokens.put(person.user(), newToken()));
        if (file != null) {
            new TokenFile(file).readInto(tokens);
        }
        Map<String, Person> byToken = new LinkedHashMap<>();
        PEOPLE.forEach(person -> byToken.put(tokens.get(person.user()), person));
        return new Staff(byToken);
    }

    private static String newToken() {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** The tokens, to be told to their owners. */
    Map<String, Person> byToken() {
        return byToken;
    }

    /** Finds the owner of a token; how long it takes says nothing about the tokens that there are. */
    Optional<Person> owner(String token) {
        Person owner = null;
        for (Map.Entry<String, Person> entry : byToken.entrySet()) {
            if (TokenFile.isSame(entry.getKey(), token)) {
                owner = entry.getValue();
            }
        }
        return Optional.ofNullable(owner);
    }

    Optional<Identity> authenticate(String token) {
        return owner(token).map(Person::identity);
    }

    boolean maySee(Identity identity, String service) {
        return PEOPLE.stream()
                .anyMatch(person -> person.identity().isSameUser(identity)
                        && person.services().contains(service));
    }

    /** The metrics tell of both hotels, so of the staff only the one who runs the system sees them. */
    boolean mayOperate(Identity identity) {
        return identity.user().equals("maria");
    }
}
