import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { update } from "../../src/automation/deploy";
import { ProjectStack } from "../../src/automation/stacks";
import { fakeEngine } from "../engine";
import { workloadFileOf } from "../workloadFile";
import { fakePulumi, type Reply } from "./support/pulumi";

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
    "stack history": [{ version: 1, result: "succeeded", resourceChanges: { create: 1 } }],
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
