import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe as probeEngine } from "../../src/automation/target";
import { type NomadClient, openClient } from "../../src/orchestrators/nomad/client";
import { connectionOf } from "../../src/orchestrators/nomad/connection";
import type { JobSpec } from "../../src/orchestrators/nomad/jobspec";
import { kit } from "../orchestrators/nomad/kit";
import { configOf, WORKLOADS } from "../proof/workloads";
import { planStack } from "../stack";

const probe = await probeEngine("nomad");
let client: NomadClient;

/** The workload's jobs, with a name and a port of their own that collide with nothing that runs. */
async function jobs(workload: Record<string, string>): Promise<JobSpec[]> {
  const apart = {
    ...workload,
    "podium:name": "podium-proof",
    "podium:publicPort": "32124",
    // Others may not exist.
    "podium-nomad:namespace": "default",
  };
  const planned = await planStack("nomad", apart);
  return planned
    .filter(({ type }) => type.endsWith(":Job"))
    .map(({ inputs }) => JSON.parse(String(inputs["jobspec"])) as JobSpec);
}

/** https://developer.hashicorp.com/nomad/api-docs/validate */
const validate = (Job: unknown) =>
  client.call<{ DriverConfigValidated: boolean; Error: string; Warnings: string }>("validate/job", {
    method: "PUT",
    body: { Job },
  });

/** https://developer.hashicorp.com/nomad/api-docs/jobs#create-job-plan */
const plan = (Job: JobSpec) =>
  client.call<{ FailedTGAllocs: Record<string, unknown> | null; Warnings: string }>(`job/${Job.ID}/plan`, {
    method: "PUT",
    namespace: Job.Namespace,
    body: { Job },
  });

describe.skipIf(!probe.reachable || !probe.local)("Nomad's agent", () => {
  beforeAll(async () => {
    client = await openClient(connectionOf({}));
  });
  afterAll(() => client.close());

  it.each(WORKLOADS)("accepts both jobs: %s", async (workload) => {
    for (const job of await jobs(configOf(workload, kit))) {
      expect([job.ID, await validate(job)]).toMatchObject([
        job.ID,
        { DriverConfigValidated: true, Error: "" },
      ]);
    }
  });

  it("rejects a job that is broken on purpose", async () => {
    const [job] = await jobs({});
    expect(await validate({ ...job, Type: "daemon" })).toMatchObject({
      Error: expect.stringContaining("daemon"),
    });
  });

  it("plans to place both jobs", async () => {
    for (const job of await jobs({})) {
      expect([job.ID, await plan(job)]).toMatchObject([job.ID, { FailedTGAllocs: null, Warnings: "" }]);
    }
  });
});
