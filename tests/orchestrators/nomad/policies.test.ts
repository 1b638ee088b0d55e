import { describe, expect, it } from "vitest";
import { CONTAINER_POLICIES } from "../../../policies/rules";
import { violations } from "../../../policies/violations";
import { policies } from "../../../src/orchestrators/nomad/policies";
import type { PlannedResource } from "../../../src/program/resources";
import { IMAGE } from "../../program";
import { asInHost } from "../../policies/host";
import { spoil } from "../../policies/spoil";
import { planStack } from "../../stack";
import type { Spoilt } from "../kit";

const JOB = "nomad:index/job:Job";
const IMAGE_OF = "jobspec.TaskGroups.0.Tasks.0.Config.image";

async function jobs() {
  const all = (await planStack("nomad", { "podium:image": IMAGE })).filter(({ type }) => type === JOB);
  return ["podium-dev", "podium-dev-front-door"].map((job) => all.find(({ name }) => name === job));
}

describe("the policies on Nomad's jobs", () => {
  it("read the containers and the ports that a job has", async () => {
    const [workload, frontDoor] = await jobs();
    const { env, ...container } = policies.containers[JOB]!(workload!.inputs)[0]!;
    expect(container).toEqual({
      name: "app",
      image: IMAGE,
      user: "65532:65532",
      cpu: 625,
      memory: 128,
      healthCheck: true,
      isAuxiliary: false,
    });
    expect(env).toMatchObject({ PORT: "8080" });
    expect(policies.containers[JOB]!(frontDoor!.inputs)).toMatchObject([
      { name: "haproxy", isAuxiliary: true, env: {} },
    ]);
    expect(policies.openings[JOB]!(workload!.inputs)).toEqual([]);
    expect(policies.openings[JOB]!(frontDoor!.inputs)).toEqual([8082]);
  });

  it("find a health check in the service of a group", () => {
    const withCheck = (check: object) => ({
      TaskGroups: [{ Services: [{ Checks: [check] }], Tasks: [{ Name: "app" }] }],
    });
    const read = (jobspec: object) =>
      policies.containers[JOB]!({ json: true, jobspec: JSON.stringify(jobspec) });
    expect(read(withCheck({ CheckRestart: {} }))).toMatchObject([
      { name: "app", healthCheck: true, env: {} },
    ]);
    expect(read(withCheck({}))).toMatchObject([{ healthCheck: false }]);
    expect(read({ TaskGroups: [{ Tasks: [{ Name: "app" }] }] })).toMatchObject([{ healthCheck: false }]);
  });

  it("find nothing in a job in HCL", () => {
    const inputs = { jobspec: 'job "web" {}' };
    expect(policies.containers[JOB]!(inputs)).toEqual([]);
    expect(policies.openings[JOB]!(inputs)).toEqual([]);
  });

  it("allow an image by tag in the front door, and in no job that only has its name", async () => {
    const byDigest = CONTAINER_POLICIES.find(({ name }) => name === "image-by-digest")!;
    const [workload, frontDoor] = await jobs();
    const found = (resource: PlannedResource, ...changes: Spoilt[]) =>
      violations(byDigest, asInHost(changes.reduce(spoil, resource)));
    expect(found(frontDoor!, [IMAGE_OF, "haproxy:3.2-alpine"])).toEqual([]);
    expect(found(workload!, [IMAGE_OF, "haproxy:3.2-alpine"])).toHaveLength(1);
    expect(found(workload!, [IMAGE_OF, "haproxy:3"], ["jobspec.ID", "my-front-door"])).toHaveLength(1);
  });
});
