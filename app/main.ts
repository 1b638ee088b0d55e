import { constants } from "node:os";
import { performance } from "node:perf_hooks";
import type { AddressInfo } from "node:net";
import { ConfigError, readConfig, type Config } from "./config";
import { Connections } from "./connections";
import { drain } from "./drain";
import { Faults } from "./faults";
import { checkHealth } from "./health";
import { complain, log } from "./log";
import { Metrics } from "./metrics";
import { createServer } from "./server";
import type { Service } from "./routes";

/** 0: success. 1: failure or crash. 2: invalid configuration or command. */
type ExitCode = 0 | 1 | 2;

function exit(code: ExitCode): never {
  process.exit(code);
}

function serve(): void {
  const config = configOrExit();
  const faults = new Faults(() => exit(1));
  const service: Service = { config, faults, metrics: new Metrics(), draining: false };
  if (config.initialFault) {
    log("fault", { fault: config.initialFault });
    faults.begin(config.initialFault);
  }

  const server = createServer(service);
  const connections = new Connections(server);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (service.draining) process.exit(128 + constants.signals[signal]);
      service.draining = true;
      void stop(signal);
    });
  }

  async function stop(signal: string): Promise<void> {
    const { drainSeconds, stopSeconds } = config;
    const begin = performance.now();
    log("draining", { signal, drainSeconds, stopSeconds });
    const unanswered = await drain(server, connections, service);
    const seconds = Math.round(performance.now() - begin) / 1000;
    if (unanswered > 0) {
      complain(
        `stopped with ${unanswered} ${unanswered === 1 ? "request" : "requests"} unanswered after ${seconds} s`,
      );
    }
    const code = unanswered > 0 ? 1 : 0;
    log("stopped", { code, seconds, unanswered });
    exit(code);
  }

  server.once("error", (error: NodeJS.ErrnoException) => {
    complain(`cannot listen on port ${config.port}: ${error.code}`);
    exit(1);
  });
  server.listen(config.port, () => {
    const { port } = server.address() as AddressInfo;
    const { version, instance, orchestrator } = config;
    log("started", { port, version, instance, orchestrator, seconds: Math.round(performance.now()) / 1000 });
  });
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    error.problems.forEach(complain);
    return exit(2);
  }
}

async function health(): Promise<void> {
  const problem = await checkHealth(process.env);
  if (problem) complain(problem);
  exit(problem ? 1 : 0);
}

// The service keeps running after the reader of its log has gone.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const [command, ...extra] = process.argv.slice(2);
if (command === undefined) serve();
else if (command === "health" && extra.length === 0) void health();
else {
  complain(`unknown command "${[command, ...extra].join(" ")}"; the only command is "health"`);
  exit(2);
}
