import { describe, expect, it } from "vitest";
import { ORCHESTRATORS } from "../../src/orchestrators";
import { nomad } from "../../src/orchestrators/nomad/api";
import type { JobSpec } from "../../src/orchestrators/nomad/jobspec";
import { WORKLOADS } from "../proof/workloads";
import { planStack } from "../stack";

const probe = await ORCHESTRATORS.nomad.engine.probe();

/** Under a name and a port of their own, so that nothing that runs is in the way. */
async function jobs(workload: Record<string, string>): Promise<JobSpec[]> {
  const apart = { ...workload, "podium:name": "podium-proof", "podium:publicPort": "32124" };
  const planned = await planStack("nomad", apart);
  return planned
    .filter(({ type }) => type.endsWith(":Job"))
    .map(({ inputs }) => JSON.parse(String(inputs["jobspec"])) as JobSpec);
}

/** https://developer.hashicorp.com/nomad/api-docs/validate */
const validate = (Job: unknown) =>
  nomad<{ DriverConfigValidated: boolean; Error: string; Warnings: string }>("validate/job", {
    method: "PUT",
    body: { Job },
  });

/** https://developer.hashicorp.com/nomad/api-docs/jobs#create-job-plan */
const plan = (Job: JobSpec) =>
  nomad<{ FailedTGAllocs: Record<string, unknown> | null; Warnings: string }>(`job/${Job.ID}/plan`, {
    method: "PUT",
    namespace: Job.Namespace,
    body: { Job },
  });

describe.skipIf(!probe.reachable || !probe.local)("Nomad's agent", () => {
  it.each(Object.entries(WORKLOADS))("takes both jobs, with %s", async (_, workload) => {
    for (const job of await jobs(workload)) {
      expect([job.ID, await validate(job)]).toMatchObject([
        job.ID,
        { DriverConfigValidated: true, Error: "" },
      ]);
    }
  });

  it("refuses a job that is broken on purpose", async () => {
    const [job] = await jobs({});
    expect(await validate({ ...job, Type: "daemon" })).toMatchObject({
      Error: expect.stringContaining("daemon"),
    });
  });

  it("would place both jobs, by its own plan", async () => {
    for (const job of await jobs({})) {
      expect([job.ID, await plan(job)]).toMatchObject([job.ID, { FailedTGAllocs: null, Warnings: "" }]);
    }
  });
});
