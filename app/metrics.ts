import type { RouteClass } from "./http";

/** Upper bounds of the histogram buckets, in seconds. */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CLASSES: RouteClass[] = ["traffic", "probe", "control"];

interface ClassMetrics {
  inFlight: number;
  byCode: Map<number, number>;
  /** Requests per bucket, not cumulative. The last bucket is +Inf. */
  durations: number[];
  seconds: number;
}

/** What /metrics reports besides requests. */
export interface Gauges {
  ready: boolean;
  /** Seconds since the epoch. */
  startTime: number;
  info: Record<string, string>;
}

/** Counts requests by route class, which keeps probes apart from traffic. */
export class Metrics {
  private readonly classes = new Map<RouteClass, ClassMetrics>(
    CLASSES.map((name) => [
      name,
      { inFlight: 0, byCode: new Map(), durations: Array<number>(BUCKETS.length + 1).fill(0), seconds: 0 },
    ]),
  );

  /** Records that a request has arrived. */
  begin(routeClass: RouteClass): void {
    this.of(routeClass).inFlight++;
  }

  /** Records that a request has ended with this status code after this many seconds. */
  end(routeClass: RouteClass, code: number, seconds: number): void {
    const metrics = this.of(routeClass);
    metrics.inFlight--;
    metrics.byCode.set(code, (metrics.byCode.get(code) ?? 0) + 1);
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    metrics.durations[bucket === -1 ? BUCKETS.length : bucket]! += 1;
    metrics.seconds += seconds;
  }

  /** Renders all metrics in the Prometheus text format. */
  render({ ready, startTime, info }: Gauges): string {
    const all = [...this.classes];
    const families = [
      family("podium_http_requests_total", "counter", "Requests answered, by status code and route class.", [
        ...all.flatMap(([name, { byCode }]) =>
          [...byCode].map(([code, count]) => sample("", { class: name, code: String(code) }, count)),
        ),
      ]),
      family("podium_http_requests_in_flight", "gauge", "Requests in flight, by route class.", [
        ...all.map(([name, { inFlight }]) => sample("", { class: name }, inFlight)),
      ]),
      family("podium_http_request_duration_seconds", "histogram", "Response time, by route class.", [
        ...all.flatMap(([name, metrics]) => histogram(name, metrics)),
      ]),
      family("podium_ready", "gauge", "1 if ready, otherwise 0.", [sample("", {}, ready ? 1 : 0)]),
      family("podium_info", "gauge", "Version, instance and orchestrator.", [sample("", info, 1)]),
      family("process_start_time_seconds", "gauge", "Start time in seconds since the epoch.", [
        sample("", {}, startTime),
      ]),
    ];
    return families.join("");
  }

  private of(routeClass: RouteClass): ClassMetrics {
    return this.classes.get(routeClass)!;
  }
}

function histogram(name: string, { durations, seconds }: ClassMetrics): string[] {
  let count = 0;
  const buckets = durations.map((added, index) => {
    count += added;
    return sample("_bucket", { class: name, le: String(BUCKETS[index] ?? "+Inf") }, count);
  });
  return [...buckets, sample("_sum", { class: name }, seconds), sample("_count", { class: name }, count)];
}

function family(name: string, type: string, help: string, samples: string[]): string {
  const lines = samples.map((line) => `${name}${line}\n`).join("");
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
}

function sample(suffix: string, labels: Record<string, string>, value: number): string {
  const text = Object.entries(labels).map(([name, label]) => `${name}="${escapeLabel(label)}"`);
  return `${suffix}${text.length > 0 ? `{${text.join(",")}}` : ""} ${value}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n");
}
