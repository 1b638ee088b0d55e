import { beforeAll, describe, expect, it } from "vitest";
import { CONTAINER_TYPES, containersOf, expresses } from "../../policies/containers";
import { CONTAINER_POLICIES, STACK_POLICIES } from "../../policies/rules";
import { violations } from "../../policies/violations";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import type { PlannedResource } from "../../src/plan/record";
import { runStack } from "../stack";
import { BAD, OPEN, spoil, type Spoilt } from "./bad";
import { asInHost, ifKnown } from "./host";

const IMAGE = `localhost:5000/podium@sha256:${"a".repeat(64)}`;
const SECRETS = { "podium:secrets": '{"API_KEY":"s3cret","DSN":"s3cret"}' };
const HTTPS = {
  "podium:publicPort": "443",
  "podium-ecs:certificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-90ab",
  "podium-ecs:domain": "podium.example.com",
};
const [onlyTheEndpoint] = STACK_POLICIES;

/** What Secrets Manager would answer: until then, a task definition with secrets is not known. */
const ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:web";
const outputs = {
  "aws:secretsmanager/secretVersion:SecretVersion": () => ({ arn: ARN, versionId: "1" }),
};

const plan = async (name: OrchestratorName, config = {}): Promise<PlannedResource[]> =>
  (await runStack(name, { "podium:image": IMAGE, ...config }, outputs)).resources;

/** What all policies find, each with its name. */
function findings(resources: PlannedResource[]): string[] {
  const all = resources.map(asInHost);
  return [
    ...CONTAINER_POLICIES.flatMap((policy) =>
      all.flatMap((each) => (violations(policy, each) ?? []).map((found) => `${policy.name}: ${found}`)),
    ),
    ...STACK_POLICIES.flatMap(({ name, problems }) => problems(all).map((found) => `${name}: ${found}`)),
  ];
}

describe.each(ORCHESTRATOR_NAMES)("the policies on %s", (name) => {
  let resources: PlannedResource[];
  beforeAll(async () => {
    resources = await plan(name);
  });
  const workload = () => resources.find(({ type }) => type in CONTAINER_TYPES)!;

  it("find nothing in the program's own resources", () => {
    expect(findings(resources)).toEqual([]);
    expect(resources.flatMap((each) => containersOf(asInHost(each)))).not.toEqual([]);
  });

  it("find nothing with an image that is known only after up", async () => {
    const { resources: unknown } = await runStack(name);
    for (const policy of CONTAINER_POLICIES) {
      for (const each of unknown.map(asInHost))
        expect(ifKnown(() => violations(policy, each)) ?? []).toEqual([]);
    }
  });

  it("read secrets where the orchestrator has a place for them, and otherwise find them", async () => {
    const found = findings(await plan(name, SECRETS));
    // Marathon's fidelity says so, too: whoever may read the app reads them.
    const expected =
      name === "marathon" ? [expect.stringMatching(/^no-plain-secret: .*: API_KEY, DSN;/)] : [];
    expect(found).toEqual(expected);
    expect(found.join()).not.toContain("s3cret");
  });

  it.each(CONTAINER_POLICIES.map((policy) => [policy.name, policy] as const))(
    "know a bad example: %s",
    (policyName, policy) => {
      const examples = BAD[name][policyName] ?? [];
      const { type } = workload();
      // Only what the fidelity calls unsupported has no bad example, and there the policy does not apply.
      const applies = ORCHESTRATORS[name].fidelity[policy.item].level !== "unsupported";
      expect([expresses(type, policy.item), examples.length > 0]).toEqual([applies, applies]);
      if (!applies) expect(violations(policy, asInHost(workload()))).toBeUndefined();
      for (const example of examples) {
        const found = violations(policy, asInHost(spoil(workload(), example)));
        expect(found, example[0]).toHaveLength(1);
        expect(found!.join()).not.toContain("s3cret");
      }
    },
  );

  it("know a bad example: a second public port", () => {
    const [type, ...example] = OPEN[name];
    const another = spoil(
      resources.find((each) => each.type === type)!,
      example,
    );
    expect(onlyTheEndpoint!.problems([...resources, another].map(asInHost))).toEqual([
      expect.stringMatching(/^More than one port is open to the world: .*(,|-)/),
    ]);
  });
});

describe("the policies", () => {
  it("let a port that only redirects to HTTPS be open beside the endpoint", async () => {
    const resources = await plan("ecs", HTTPS);
    expect(findings(resources)).toEqual([]);
    const spoilt = (value: unknown) =>
      resources.map((each) =>
        each.type === "aws:lb/listener:Listener" && each.inputs["port"] === 80
          ? spoil(each, ["defaultActions.0", value])
          : each,
      );
    for (const action of [{ type: "forward" }, { type: "redirect", redirect: { protocol: "HTTP" } }]) {
      expect(onlyTheEndpoint!.problems(spoilt(action).map(asInHost))).toEqual([
        "More than one port is open to the world: 80 (podium-dev-world), 443 (podium-dev-world-https). Keep the endpoint's alone.",
      ]);
    }
  });

  it("let Nomad's front door come by tag, and nothing else that is called so", async () => {
    const byDigest = CONTAINER_POLICIES.find(({ name }) => name === "image-by-digest")!;
    const [workload, frontDoor] = (await plan("nomad")).filter(({ type }) => type === "nomad:index/job:Job");
    const IMAGE_OF = "jobspec.TaskGroups.0.Tasks.0.Config.image";
    const found = (resource: PlannedResource, ...changes: Spoilt[]) =>
      violations(byDigest, asInHost(changes.reduce(spoil, resource)));
    expect(found(frontDoor!, [IMAGE_OF, "haproxy:3.2-alpine"])).toEqual([]);
    expect(found(workload!, [IMAGE_OF, "haproxy:3.2-alpine"])).toHaveLength(1);
    expect(found(workload!, [IMAGE_OF, "haproxy:3"], ["jobspec.ID", "my-front-door"])).toHaveLength(1);
    const [kubernetes] = (await plan("kubernetes")).filter(({ type }) => type in CONTAINER_TYPES);
    expect(
      found(kubernetes!, ["spec.template.spec.containers.0.image", "localhost:5000/base/haproxy:latest"]),
    ).toHaveLength(1);
  });

  it("have nothing to say of a resource without containers", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", name: "bucket", props: {} };
    for (const policy of CONTAINER_POLICIES) expect(violations(policy, bucket)).toBeUndefined();
    expect(onlyTheEndpoint!.problems([bucket])).toEqual([]);
  });
});
