import { rmSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import type { Progress } from "../common/progress";
import { notesFile, notesFolder } from "../common/started";
import { type Compose, compose, ComposeError } from "./compose";
import { containersOf, isReady } from "./containers";
import type { Machine } from "./machine";
import { explain, obstaclesOf, portProblem } from "./obstacles";
import { pullProgress } from "./progress";
import type { Service } from "./services";
import { begin, end } from "./unfinished";

/** Seconds for pulling and starting; the images of all engines together are large. */
const PATIENCE_SECONDS = 1800;

export interface StartOptions {
  report: Progress;
  /** How many nodes each engine that can have several is to have. */
  nodes: number;
  /** Whether an earlier command was killed while it started them: what it has left may be half made. */
  isUnfinished?: boolean;
  signal?: AbortSignal;
}

/**
 * Starts engines, waits until they take workloads, and notes how stacks reach them. Those that run already stay as they are.
 * @throws Failure with what is in the way and what to do. Nothing is started then, unless it is a failure of the engine's.
 */
export async function startEngines(
  machine: Machine,
  services: Service[],
  { report, nodes, isUnfinished = false, signal }: StartOptions,
): Promise<void> {
  if (!notesFolder())
    throw new Failure("PODIUM_ENGINES is empty, so there is no place for notes about engines: unset it.");
  report("looking at this machine");
  await refuseObstacles(machine, services);
  begin({ names: services.map(({ name }) => name), nodes });
  const follow = pullProgress(report);
  const scales = nodes > 1 ? services.flatMap(({ nodes: name }) => name ?? []) : [];
  try {
    await compose(
      machine.compose,
      [
        ...(scales.length ? ["--profile", "nodes"] : []),
        "up",
        "--detach",
        "--wait",
        "--wait-timeout",
        String(PATIENCE_SECONDS),
        // A container that was created, but whose files were not copied into it yet, looks finished.
        ...(isUnfinished ? ["--force-recreate"] : []),
        ...scales.flatMap((name) => ["--scale", `${name}=${nodes - 1}`]),
        ...services.map(({ name }) => name),
        ...scales,
      ],
      { onLine: follow, signal },
    );
  } catch (error) {
    if (signal?.aborted) throw new Failure("interrupted");
    if (!(error instanceof ComposeError)) throw error;
    end();
    throw failureOf(error.output, services);
  }
  report("noting how to reach them");
  for (const service of services)
    writeFile(notesFile(service.name), await notesOf(service, machine.compose), 0o600);
  end();
}

async function refuseObstacles({ docker, info }: Machine, services: Service[]): Promise<void> {
  const containers = await containersOf(docker);
  const obstacles = obstaclesOf(services, info);
  for (const service of services) {
    const isRunning = containers.some(({ engine, state }) => engine === service.name && state === "running");
    const problem = isRunning ? undefined : await portProblem(service);
    if (problem) obstacles.push(problem);
  }
  if (obstacles.length) throw new Failure(obstacles.join("\n"));
}

function failureOf(output: string, services: Service[]): Failure {
  const names = services.map(({ name }) => name).join(" ");
  const lines = output.split("\n").filter((line) => /error|unhealthy|exited|denied|fail/i.test(line));
  const reason = (lines.at(-1) ?? output).trim();
  return new Failure(
    [
      reason,
      explain(output) ?? `What the engine says: docker compose --file engines/compose.yaml logs ${names}`,
      `To try again: npx podium engines up ${names}. To remove what was begun: npx podium engines down ${names}.`,
    ].join("\n"),
  );
}

/** What a stack needs to reach an engine that runs, as an `.env` file. */
async function notesOf({ name, environment, file }: Service, docker: Compose): Promise<string> {
  const all: Record<string, string | undefined> = { ...environment };
  if (file) {
    const copy = join(notesFolder(), `${name}.${file.variable.toLowerCase()}`);
    // It has credentials.
    writeFile(copy, await compose(docker, ["exec", "--no-TTY", name, "cat", file.path]), 0o600);
    all[file.variable] = copy;
  }
  const lines = Object.entries(all).map(([variable, value]) => `${variable}="${value}"`);
  return ["# Written by `podium engines up`.", ...lines, ""].join("\n");
}

/** Forgets how to reach an engine. */
export function forget(engine: string): void {
  for (const suffix of ["env", "kubeconfig"])
    rmSync(join(notesFolder(), `${engine}.${suffix}`), { force: true });
}

/** The engines whose containers run and are healthy. */
export async function readyEngines(docker: Docker): Promise<string[]> {
  return (await containersOf(docker))
    .filter((each) => !each.isExtra && isReady(each))
    .map(({ engine }) => engine);
}
