import { cpuMs, errorRate, latencyMs, memoryMiB, type FaultOrder, type Faults } from "./faults";
import { json, type Handler, type Reply, type Request, type Route } from "./http";
import { log } from "./log";
import type { Parser } from "./parse";

/** The routes that inject, list and clear faults. Every response names the instance they apply to. */
export function faultRoutes(instance: string, faults: Faults): [string, Route][] {
  const report = (status: number): Reply => json(status, { instance, faults: faults.state });

  const begin =
    (read: (request: Request) => FaultOrder): Handler =>
    (request) => {
      let order: FaultOrder;
      try {
        order = read(request);
      } catch (error) {
        return json(400, { error: (error as Error).message });
      }
      log("fault", { fault: order });
      // The response has to leave before the process ends.
      if (order.kind === "crash") return { ...report(202), afterwards: () => faults.begin(order) };
      faults.begin(order);
      return report(order.kind === "memory" ? 202 : 200);
    };

  const clear: Handler = () => {
    log("fault", { fault: null });
    faults.clear();
    return report(200);
  };

  return [
    ["/faults", control({ GET: () => report(200), DELETE: clear })],
    ["/faults/crash", control({ POST: begin(() => ({ kind: "crash" })) })],
    ["/faults/hang", control({ POST: begin(() => ({ kind: "hang" })) })],
    ["/faults/unready", control({ POST: begin(() => ({ kind: "unready" })) })],
    [
      "/faults/latency",
      control({ POST: begin((r) => ({ kind: "latency", ms: number(r, "ms", latencyMs) })) }),
    ],
    ["/faults/cpu", control({ POST: begin((r) => ({ kind: "cpu", ms: number(r, "ms", cpuMs) })) })],
    [
      "/faults/errors",
      control({ POST: begin((r) => ({ kind: "errors", rate: number(r, "rate", errorRate) })) }),
    ],
    ["/faults/memory", control({ POST: begin((r) => ({ kind: "memory", mb: number(r, "mb", memoryMiB) })) })],
  ];
}

function control(methods: Route["methods"]): Route {
  return { class: "control", methods };
}

function number(request: Request, name: string, parse: Parser<number>): number {
  try {
    return parse(new URLSearchParams(request.query).get(name) ?? "");
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
