import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployImage, update } from "../../src/automation/deploy";
import { ProjectStack } from "../../src/automation/stacks";
import { configuredConnection } from "../../src/automation/target";
import { sampleImageArgs, sourcesOf } from "../../src/image/sources";
import { fakeEngine } from "../engine";
import { workloadFileOf } from "../workloadFile";
import { deployed, fakePulumi, type Reply } from "./support/pulumi";

const fake = vi.hoisted(() => ({ engine: {} as unknown, connections: [] as unknown[] }));
vi.mock("../../src/orchestrators/engines", () => ({
  engineOf: async (_name: string, connection: unknown) => {
    fake.connections.push(connection);
    return fake.engine;
  },
}));

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  vi.stubEnv("DOCKER_HOST", "tcp://10.0.0.1:2375");
  fake.connections = [];
  fake.engine = fakeEngine({
    owned: async (workload) => [
      { type: "", id: "", name: `service ${workload}`, remove: "docker service rm it" },
    ],
  });
});
afterEach(() => vi.unstubAllEnvs());

async function updating(replies: Record<string, Reply> = {}) {
  const { pulumi, calls } = fakePulumi({
    ...replies,
  });
  const outcome = update(await ProjectStack.open("swarm", pulumi), "swarm", () => undefined);
  return {
    outcome: await outcome.catch((error: Error) => error),
    ups: () => calls.filter((each) => /^up/.test(each)),
  };
}

it("does not touch what another stack has deployed under the same name", async () => {
  const { outcome, ups } = await updating({ config: { "podium:name": { value: "shop" } } });
  expect((outcome as Error).message).toMatch(
    /^The engine already has service shop, which this stack has not made\..*\n {2}docker service rm it\nOtherwise/,
  );
  expect(ups()).toEqual([]);
});

it("is called as the workload file says, unless the stack says otherwise", async () => {
  vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("name: store\n"));
  expect(((await updating()).outcome as Error).message).toContain("service store,");
  const { outcome } = await updating({ config: { "podium:name": { value: "shop" } } });
  expect((outcome as Error).message).toContain("service shop,");
});

it("is called podium-dev by default", async () => {
  expect(((await updating()).outcome as Error).message).toContain("service podium-dev");
});

it("leaves it to Pulumi to report an engine that does not tell", async () => {
  fake.engine = fakeEngine({
    owned: async () => {
      throw new Error("connection refused");
    },
  });
  expect((await updating()).ups()).toHaveLength(1);
});

it("updates its own deployment, even one that was interrupted before it had outputs", async () => {
  const component = {
    urn: "urn:pulumi:dev::podium-swarm::podium:swarm:Deployment::shop",
    type: "podium:swarm:Deployment",
    inputs: { connection: { host: "tcp://10.0.0.1:2375" } },
  };
  const begun = { "stack export": { version: 3, deployment: { resources: [component] } } };
  expect((await updating(begun)).ups()).toHaveLength(1);
  expect(fake.connections).toEqual([{ host: "tcp://10.0.0.1:2375" }]);
  vi.stubEnv("DOCKER_HOST", "tcp://10.0.0.2:2375");
  const { outcome, ups } = await updating(begun);
  expect((outcome as Error).message).toMatch(/^The stack is deployed to host tcp:\/\/10\.0\.0\.1:2375, but/);
  expect(ups()).toEqual([]);
});

describe("the image", () => {
  const REFERENCE = `localhost:5000/podium@sha256:${"0".repeat(64)}`;

  /** How often Pulumi is run for an image that was made of these sources. */
  async function ups(sources: string, pending: object[] = []) {
    const state = deployed({ reference: REFERENCE, sources });
    const { pulumi, calls } = fakePulumi({
      "stack export": { ...state, deployment: { ...state.deployment, pending_operations: pending } },
    });
    expect(await deployImage(pulumi, () => undefined)).toBe(REFERENCE);
    return calls.filter((each) => each.startsWith("up")).length;
  }

  it("is left to Pulumi only if there is something to build", async () => {
    vi.stubEnv("PODIUM_REGISTRY", "localhost:5000");
    const now = sourcesOf(await sampleImageArgs(() => undefined));
    expect(await ups(now)).toBe(0);
    expect(await ups("localhost:5000/podium:old")).toBe(1);
    expect(await ups(now, [{ type: "updating", resource: {} }])).toBe(1);
    vi.stubEnv("PODIUM_REGISTRY", "localhost:5001");
    expect(await ups(now)).toBe(1);
  });
});

it("an update runs five commands of Pulumi where it keeps its state elsewhere, of which one reads the history and three the state", async () => {
  const outputs = { connection: configuredConnection("swarm"), wanted: {} };
  const { pulumi, calls } = fakePulumi({ "stack export": deployed(outputs) });
  await update(await ProjectStack.open("swarm", pulumi), "swarm", () => undefined);
  expect(calls.map((call) => /^(stack )?\w+/.exec(call)![0])).toEqual([
    "stack export",
    "stack export",
    "stack history",
    "up",
    "stack export",
  ]);
});
