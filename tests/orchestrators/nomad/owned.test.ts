import { beforeEach, expect, it } from "vitest";
import { engineAt, fakeAgent, type FakeAgent, Refusal } from "./agent";

let agent: FakeAgent;
beforeEach(async () => {
  agent = await fakeAgent();
});

const job = (ID: string, by = "podium") => ({ ID, Meta: { "managed-by": by } });

it("finds a workload's jobs and its variable", async () => {
  agent.responses = {
    "job/web": job("web"),
    "job/web-front-door": job("web-front-door"),
    "var/nomad/jobs/web": { Path: "nomad/jobs/web" },
  };
  const found = (id: string) => ({
    type: "nomad:index/job:Job",
    id,
    name: `job ${id}`,
    remove: `nomad job stop -purge -namespace apps ${id}`,
  });
  expect(await engineAt(agent).owned("web")).toEqual([
    found("web-front-door"),
    found("web"),
    {
      type: "nomad:index/variable:Variable",
      id: "nomad/jobs/web@apps",
      name: "variable nomad/jobs/web",
      remove: "nomad var purge -namespace apps nomad/jobs/web",
    },
  ]);
  expect(agent.calls.every(({ path }) => path.endsWith("?namespace=apps"))).toBe(true);
});

it("leaves out jobs of others, and what does not exist or cannot be read", async () => {
  agent.responses = {
    "job/web": job("web", "someone"),
    "job/web-front-door": { ID: "web-front-door", Meta: null },
    "var/nomad/jobs/web": new Refusal(403, "Permission denied"),
  };
  expect(await engineAt(agent).owned("web")).toEqual([]);
  agent.responses = {};
  expect(await engineAt(agent).owned("web")).toEqual([]);
});

it("fails if Nomad reports an error", async () => {
  agent.responses = { "job/web": new Refusal(500, "no leader") };
  await expect(engineAt(agent).owned("web")).rejects.toThrow("no leader");
});
