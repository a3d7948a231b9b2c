package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Settings;
import java.nio.file.Path;

final class Trial {
    public static void main(String[] a) throws Exception {
        Settings s = new Settings(2, 2, 1, Path.of("target/bench"), Path.of("none"));
        for (String name : a[0].split(",", -1)) {
            var subject = switch (name) {
                case "ot" -> Subjects.ours("tomcat", "binary");
                case "oj" -> Subjects.ours("jetty", "binary");
                case "ojg" -> Subjects.ours("jetty", "binary+gzip");
                case "otx" -> Subjects.ours("tomcat", "text");
                case "rt" -> Subjects.raw("tomcat", "event-binary");
                case "rtb" -> Subjects.raw("tomcat", "batch").with("--batch", "250");
                case "rj" -> Subjects.raw("jetty", "event-text");
                case "rjg" -> Subjects.raw("jetty", "batch+gzip").with("--batch", "250");
                case "ne" -> Subjects.nio("event");
                default -> Subjects.nio("batch").with("--batch", "250");
            };
            var f = new FanOut("W1", "", Integer.parseInt(a[1]), 200, Double.parseDouble(a[2])).run(subject, s);
            System.out.println(subject.name());
            f.all().forEach((k, v) -> System.out.printf("   %s=%.3f", k, v));
            System.out.println();
        }
    }
}
