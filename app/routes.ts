import { performance } from "node:perf_hooks";
import type { Config } from "./config";
import { faultRoutes } from "./faultRoutes";
import type { Faults } from "./faults";
import { json, type Route, type Routes } from "./http";
import { readInfo } from "./info";
import type { Metrics } from "./metrics";
import { page } from "./page";
import { listPeers } from "./peers";

/** What the handlers share. */
export interface Service {
  config: Config;
  faults: Faults;
  metrics: Metrics;
  /** True once a stop signal has arrived. */
  draining: boolean;
  /** Pending while the server stops listening; requests wait for it. */
  closing?: Promise<void>;
}

/** Creates the handlers of all paths. */
export function createRoutes(service: Service): Routes {
  const { config, faults, metrics } = service;
  const home = page(config);
  const isReady = (): boolean => !service.draining && !faults.state.unready;
  const gauges = {
    startTime: performance.timeOrigin / 1000,
    info: { version: config.version, instance: config.instance, orchestrator: config.orchestrator },
  };

  return new Map<string, Route>([
    ["/", { class: "traffic", methods: { GET: () => home } }],
    [
      "/api/info",
      { class: "traffic", methods: { GET: () => json(200, readInfo(config, service.draining)) } },
    ],
    ["/peers", { class: "traffic", methods: { GET: async () => json(200, await listPeers(config.peers)) } }],
    // Healthy even while draining: an orchestrator that kills the instance now would cut off requests in flight.
    ["/healthz", { class: "probe", methods: { GET: () => json(200, { status: "ok" }) } }],
    [
      "/readyz",
      {
        class: "probe",
        methods: {
          GET: () => {
            if (isReady()) return json(200, { status: "ready" });
            return json(503, { status: service.draining ? "draining" : "unready" });
          },
        },
      },
    ],
    [
      "/metrics",
      {
        class: "probe",
        methods: {
          GET: () => ({
            status: 200,
            type: "text/plain; version=0.0.4; charset=utf-8",
            body: metrics.render({ ...gauges, ready: isReady() }),
          }),
        },
      },
    ],
    ...(config.faultsEnabled ? faultRoutes(config.instance, faults) : []),
  ]);
}
