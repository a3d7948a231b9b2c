package dev.realtime.examples.frontdesk;

import java.util.Map;

/** What people see at the start: addresses and commands that can be pasted. */
final class Welcome {
    private Welcome() {}

    static String text(int port, Staff staff) {
        String address = "http://127.0.0.1:" + port;
        StringBuilder text = new StringBuilder("\nThe front desk is open. Sign in as\n");
        for (Map.Entry<String, Staff.Person> entry : staff.byToken().entrySet()) {
            Staff.Person person = entry.getValue();
            text.append("%n  %-6s %-8s %s%n         %s/#token=%s%n"
                    .formatted(
                            person.identity().name(),
                            person.org(),
                            person.services().contains("finance") ? "sees everything" : "may not see finance",
                            address,
                            entry.getKey()));
        }
        text.append(commands(address, staff.byToken().keySet().iterator().next()));
        return text.append("\nStop it with Ctrl-C.\n").toString();
    }

    private static String commands(String address, String token) {
        return """

                Make something happen, and watch the page (as Maria):

                  TOKEN=%2$s
                  curl %1$s/finance/revenue -H "Authorization: Bearer $TOKEN" -d '{"amount":10000,"propertyId":1}'
                  curl %1$s/bookings -H "Authorization: Bearer $TOKEN" -d '{"guest":"Ada Lovelace","room":"204","nights":3}'
                  curl %1$s/tasks -H "Authorization: Bearer $TOKEN" -d '{"title":"Fresh towels","room":"204"}'
                  curl %1$s/v2/realtime/metrics -H "Authorization: Bearer $TOKEN"

                Or watch from here:

                  java -jar examples/watch/target/watch.jar ws%3$s/v2/realtime/stream $TOKEN finance guest tasks
                """.formatted(address, token, address.substring("http".length()));
    }
}
