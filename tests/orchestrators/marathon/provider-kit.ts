import { afterEach, beforeEach, vi } from "vitest";
import type { App, RunningApp } from "../../../src/orchestrators/marathon/api";
import type { AppInputs } from "../../../src/orchestrators/marathon/change";
import { hurry } from "../providers";
import { type FakeMarathon, fakeMarathon, task, version } from "./fake";

/** The labels of the stack `dev`. */
export const OWN = { "managed-by": "podium", "podium-stack": "dev" };

/** A definition as a stack has it. */
export const wanted = (changes: Partial<App> = {}): App => ({
  id: "/web",
  instances: 2,
  taskKillGracePeriodSeconds: 20,
  container: { docker: { image: "podium@sha256:new" } },
  env: { GREETING: "hello" },
  labels: OWN,
  upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0.75 },
  ...changes,
});

/** A definition as Marathon runs it, in version 1: with its own defaults. */
export const running = (app: App, changes: Partial<RunningApp> = {}): RunningApp => ({
  cmd: null,
  ...app,
  container: { docker: { ...app.container.docker, privileged: false } as App["container"]["docker"] },
  version: version(1),
  versionInfo: { lastConfigChangeAt: version(1) },
  tasks: [task("one"), task("two")],
  deployments: [],
  ...changes,
});

/** Healthy tasks of version 2. */
export const NEW_TASKS = ["three", "four"].map((id) => task(id, { version: version(2) }));

/** A definition as Marathon runs it, in version 2. */
export const updated = (app: App, tasks = NEW_TASKS) =>
  running(app, { version: version(2), versionInfo: { lastConfigChangeAt: version(2) }, tasks });

/** The response to a change that starts the deployment of version 2. */
export const STARTED: [number, object] = [200, { deploymentId: "d-2", version: version(2) }];

/** A Marathon, another one for each test of a file that imports this. */
export let fake: FakeMarathon;

hurry();

beforeEach(async () => {
  fake = await fakeMarathon();
  vi.stubEnv("MARATHON_USER", "");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** What a stack wants of the app on the fake. */
export const inputsOf = (app: App, changes: Partial<AppInputs> = {}): AppInputs => ({
  url: fake.url,
  app,
  rollback: false,
  patienceSeconds: 10,
  ...changes,
});

/** For a change that fails. */
export const impatient = (app: App, changes: Partial<AppInputs> = {}) =>
  inputsOf(app, { patienceSeconds: 0.1, ...changes });
