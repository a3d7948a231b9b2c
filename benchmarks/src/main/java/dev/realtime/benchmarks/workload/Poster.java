package dev.realtime.benchmarks.workload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/** An application that posts events over HTTP by a schedule, one after the other. Its own thread; its methods are for the driver's. */
final class Poster implements AutoCloseable {
    private static final String PADDING = "kalo miren tosa vel anber ".repeat(6);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Recorder posts = new Recorder(600_000_000, 3);
    private final URI uri;
    private final long period;
    private final Thread thread = new Thread(this::run, "poster");
    private volatile boolean stopped; // by the driver
    private volatile int posted; // written by the thread
    private volatile String failure = ""; // written by the thread

    Poster(InetSocketAddress address, double perSecond) {
        uri = URI.create("http://127.0.0.1:" + address.getPort() + "/publish");
        period = Math.round(1e9 / perSecond);
        thread.setDaemon(true);
    }

    /** Begins to post. */
    void start() {
        thread.start();
    }

    private void run() {
        try {
            long next = System.nanoTime();
            int number = 0;
            while (!stopped) {
                LockSupport.parkNanos(next - System.nanoTime());
                if (System.nanoTime() - next >= 0) {
                    post(next, ++number);
                    posted = number;
                    next += period;
                }
            }
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(long meantFor, int number) throws IOException, InterruptedException {
        String body = "{\"t\":" + meantFor + ",\"n\":" + number + ",\"p\":\"" + PADDING + "\"}";
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long start = System.nanoTime();
        HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
        posts.recordValue((System.nanoTime() - start) / 1_000);
        if (response.statusCode() != 202) {
            throw new IOException("POST was answered with " + response.statusCode());
        }
    }

    /** How long a POST took until its answer, on average since the last time that this was asked. */
    double meanMillis() {
        return posts.getIntervalHistogram().getMean() / 1e3;
    }

    /** Stops; tells how many were posted. */
    int stop() throws IOException, InterruptedException {
        stopped = true;
        thread.join(10_000);
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        return posted;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
