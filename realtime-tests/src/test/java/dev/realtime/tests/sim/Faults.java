package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import java.time.Duration;
import java.util.SplittableRandom;

/** What happens to clients, servers, broker and rights. */
final class Faults {
    private static final int COMMON = 22; // with every broker
    private static final int ALL = 25;

    private final World world;
    private final FaultPlan plan;
    private final SplittableRandom chances;
    private SplittableRandom random; // of this fault: another one left out changes nothing of it
    private int number;
    private int revocations;
    private boolean wallJumped; // then tokens may hold longer than they should

    Faults(World world, FaultPlan plan) {
        this.world = world;
        this.plan = plan;
        this.chances = world.random().split();
        this.random = chances;
    }

    void next() {
        random = chances.split();
        if (plan.has(number++)) {
            strike();
        }
    }

    private void strike() {
        Guest guest = world.anybody(random);
        int kind = random.nextInt(world.servers().broker() == null ? COMMON : ALL);
        if (kind < 9) {
            ofLink(guest, kind);
        } else if (kind < COMMON) {
            ofPeople(guest, kind);
        } else {
            ofBroker(guest, kind);
        }
        world.truth().count("fault " + kind, 1);
    }

    private void ofLink(Guest guest, int kind) {
        switch (kind) {
            case 0, 1 -> guest.link.cut();
            case 2 -> {
                guest.link.halfOpen();
                world.later(90_000, guest.link::heal);
            }
            case 3, 4 -> {
                guest.witness.expectOddPings();
                guest.link.stall();
                world.later(50_000, guest.link::resume);
            }
            case 5 -> {
                guest.witness.expectOddPings();
                guest.link.delay(Duration.ZERO, Duration.ofMillis(random.nextInt(2_000)));
            }
            case 6 -> {
                guest.link.refuse(1 + random.nextInt(3), random.nextBoolean() ? 503 : 502);
                guest.link.cut();
            }
            case 7 -> {
                guest.witness.expectLostFrames();
                guest.link.unrealistic().dropFrames(1 + random.nextInt(4));
            }
            default -> {
                guest.witness.expectOddPings();
                guest.link.unrealistic().repeatFrames(1 + random.nextInt(10));
            }
        }
    }

    private void ofPeople(Guest guest, int kind) {
        switch (kind) {
            case 9 -> world.servers().restart();
            case 10 -> {
                boolean lie = random.nextInt(3) == 0; // a store that lies
                guest.restart(lie);
                if (lie && random.nextBoolean()) { // and the server's answer to that gets lost
                    guest.witness.expectLostFrames();
                    guest.link
                            .unrealistic()
                            .dropFramesThat(frame -> frame.string().contains("\"reason\":\"ahead\""));
                    world.later(60_000, guest.link::heal);
                }
                world.truth().count("client restarts", 1);
            }
            case 11 -> {
                wallJumped = true;
                world.time().jumpWall(Duration.ofMinutes(random.nextInt(120) - 60));
            }
            case 12 -> world.servers().open().forEach(server -> server.disconnect(guest.org, guest.name));
            case 13 -> poison(guest);
            case 14, 15, 16 -> guest.witness.changeFilter(Settings.filter(random));
            case 17, 18 -> world.servers().drain(Duration.ofMillis(random.nextInt(30_000)));
            case 19, 20 -> revoke(guest);
            default -> {
                world.rights().fail(true);
                if (random.nextBoolean()) { // the client is not told that its services have ended
                    guest.witness.expectLostFrames();
                    guest.link.unrealistic().dropFrames(1 + random.nextInt(2));
                }
                world.servers().open().forEach(server -> server.reauthorize(guest.org, guest.name));
                world.later(20_000, () -> world.rights().fail(false));
            }
        }
    }

    private void ofBroker(Guest guest, int kind) {
        switch (kind) {
            case 22 -> {
                world.servers().broker().interrupt();
                world.later(20_000, world.servers().broker()::restore);
            }
            case 23 -> world.servers().broker().fork(Channel.of(guest.org, guest.services.get(0)), world.truth());
            default -> world.servers().broker().wipe(Channel.of(guest.org, guest.services.get(1)));
        }
    }

    /** A proxy does not let one publication pass, however often it comes. */
    private void poison(Guest guest) {
        guest.witness.expectLostFrames();
        Channel channel = Channel.of(guest.org, guest.services.get(0));
        String poison = world.publisher().payload(channel);
        guest.link.unrealistic().dropFramesThat(frame -> frame.string().contains(poison + "x"));
        world.publisher().publishPlainly(channel);
    }

    /** Now and then something changes while a client gets what it missed. */
    void duringReplay(Guest guest) {
        int what = world.random().nextInt(8);
        if (what > 1) {
            return;
        }
        world.time().execute(() -> {
            if (guest.isBehind() && what == 0) {
                world.truth().count("filter changed during a replay", 1);
                guest.witness.changeFilter(Settings.filter(world.random()));
            } else if (guest.isBehind()) {
                world.truth().count("right taken during a replay", 1);
                revoke(guest);
            }
        });
    }

    /** Takes the right to one service away, which the server looks at now, or when the token is renewed; later it is back. */
    private void revoke(Guest guest) {
        if (world.deniedService(guest) != null) {
            return;
        }
        String service = guest.services.get(random.nextInt(guest.services.size()));
        world.rights().deny(guest.org, guest.name, service);
        guest.revocation = ++revocations;
        int nth = revocations;
        boolean now = guest.tokenLife == null || random.nextInt(6) == 0;
        if (now) {
            world.servers().open().forEach(server -> server.reauthorize(guest.org, guest.name));
        }
        Duration limit = now ? Duration.ofSeconds(40) : guest.tokenLife.plusSeconds(40);
        world.time().schedule(limit, () -> {
            boolean sure = now || !wallJumped;
            if (guest.revocation == nth && service.equals(world.deniedService(guest)) && sure) {
                Position head = world.servers()
                        .buffer(Channel.of(guest.org, service))
                        .head()
                        .position();
                guest.witness.account(service).revoked(head);
                world.truth().count("revoked", 1);
            }
        });
        Duration longer = limit.plusMillis(random.nextLong(limit.toMillis()));
        world.time().schedule(longer, () -> world.regain(guest));
    }
}
