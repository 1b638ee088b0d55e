import { describe, expect, it } from "vitest";
import { Metrics } from "../../app/metrics";

const gauges = { ready: true, startTime: 1700000000.5, info: { version: "v1" } };

function metricsOf(...requests: [class_: "traffic" | "probe", code: number, seconds: number][]) {
  const metrics = new Metrics();
  for (const [name, code, seconds] of requests) {
    metrics.begin(name);
    metrics.end(name, code, seconds);
  }
  return metrics;
}

describe("Metrics", () => {
  it("renders the Prometheus text format", () => {
    const text = metricsOf(["traffic", 200, 0.002], ["traffic", 500, 99]).render(gauges);
    expect(text.endsWith("\n")).toBe(true);
    const families = text.split(/^(?=# HELP)/m);
    expect(families).toHaveLength(6);
    for (const lines of families.map((family) => family.trimEnd().split("\n"))) {
      const name = lines[0]!.split(" ")[2]!;
      expect(lines[0]).toMatch(/^# HELP \w+ .+\.$/);
      expect(lines[1]).toMatch(new RegExp(`^# TYPE ${name} (counter|gauge|histogram)$`));
      for (const line of lines.slice(2)) {
        expect(line).toMatch(
          new RegExp(`^${name}(_bucket|_sum|_count)?(\\{\\w+="[^"]*"(,\\w+="[^"]*")*\\})? [\\d.e-]+$`),
        );
      }
    }
  });

  it("counts requests by status code and route class", () => {
    const text = metricsOf(["traffic", 200, 0], ["traffic", 200, 0], ["traffic", 500, 0], ["probe", 200, 0]);
    expect(text.render(gauges).match(/^podium_http_requests_total.*$/gm)).toEqual([
      'podium_http_requests_total{class="traffic",code="200"} 2',
      'podium_http_requests_total{class="traffic",code="500"} 1',
      'podium_http_requests_total{class="probe",code="200"} 1',
    ]);
  });

  it("accumulates durations in buckets that include their upper bound", () => {
    const text = metricsOf(["traffic", 200, 0.005], ["traffic", 200, 0.3], ["traffic", 200, 60]).render(
      gauges,
    );
    const bucket = (le: string) =>
      new RegExp(`_bucket\\{class="traffic",le="${le.replace("+", "\\+")}"\\} (\\d+)`).exec(text)?.[1];
    expect(["0.001", "0.005", "0.25", "0.5", "10", "+Inf"].map(bucket)).toEqual([
      "0",
      "1",
      "1",
      "2",
      "2",
      "3",
    ]);
    expect(text).toContain('podium_http_request_duration_seconds_sum{class="traffic"} 60.305\n');
    expect(text).toContain('podium_http_request_duration_seconds_count{class="traffic"} 3\n');
  });

  it("shows requests in flight, readiness, start time and identity, with labels escaped", () => {
    const metrics = metricsOf();
    metrics.begin("traffic");
    const info = { version: 'a"b', instance: "c\\d", orchestrator: "e\nf" };
    const text = metrics.render({ ready: false, startTime: 1700000000.5, info });
    expect(text).toContain('podium_http_requests_in_flight{class="traffic"} 1\n');
    expect(text).toContain("podium_ready 0\n");
    expect(text).toContain("process_start_time_seconds 1700000000.5\n");
    expect(text).toContain('podium_info{version="a\\"b",instance="c\\\\d",orchestrator="e\\nf"} 1\n');
  });
});
