package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakesTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, null",
                "'', null",
                "a=b&c, null",
                "access_token=t, t",
                "x=1&access_token=t&y, t",
                "access_token=first&access_token=second, first",
                "access%5Ftoken=a%2Eb, a.b",
                "access_token=a+b/c%3D%3D=, a+b/c===",
                "access_token=%E2%82%AC, €",
                "access_token, ''",
                "access_token=, ''",
                "access_token=%zz, ''",
                "access_token=%, ''",
                "%zz=1&access_token=t, t",
                "Access_Token=t, null",
                "xaccess_token=t, null"
            })
    void the_token_of_a_query(String query, String token) {
        assertEquals(token, Handshakes.queryToken(query));
    }
}
