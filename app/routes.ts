import { performance } from "node:perf_hooks";
import type { Config } from "./config";
import { faultRoutes } from "./faultRoutes";
import type { Faults } from "./faults";
import { json, reply, type Route, type Routes } from "./http";
import { infoReplies } from "./info";
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

const HEALTHY = json(200, { status: "ok" });
const READY = json(200, { status: "ready" });

/** Creates the handlers of all paths. */
export function createRoutes(service: Service): Routes {
  const { config, faults, metrics } = service;
  const home = page(config);
  const infoReply = infoReplies(config);
  const isReady = (): boolean => !service.draining && !faults.state.unready;
  const gauges = {
    startTime: performance.timeOrigin / 1000,
    info: { version: config.version, instance: config.instance, orchestrator: config.orchestrator },
  };

  return new Map<string, Route>([
    ["/", { class: "traffic", methods: { GET: () => home } }],
    ["/api/info", { class: "traffic", methods: { GET: () => infoReply(service.draining) } }],
    ["/peers", { class: "traffic", methods: { GET: async () => json(200, await listPeers(config.peers)) } }],
    // Healthy even while draining: an orchestrator that kills the instance now would cut off requests in flight.
    ["/healthz", { class: "probe", methods: { GET: () => HEALTHY } }],
    [
      "/readyz",
      {
        class: "probe",
        methods: {
          GET: () => {
            if (isReady()) return READY;
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
          GET: () =>
            reply(
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              metrics.render({ ...gauges, ready: isReady() }),
            ),
        },
      },
    ],
    ...(config.faultsEnabled ? faultRoutes(config.instance, faults) : []),
  ]);
}
