import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { throughEcr } from "../../../src/orchestrators/ecs/registry";
import { record } from "../../../src/plan/record";
import { IMAGE, Resources, workloadOf } from "../../program";

const URL = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web";
const OUTPUTS = {
  "aws:ecr/repository:Repository": () => ({ repositoryUrl: URL, registryId: "123456789012" }),
};
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pass" };

/** What the stack's settings become, in a preview. */
async function through(changes = {}) {
  const { resources, result } = await record({ project: "test", outputs: OUTPUTS }, () => {
    const { workload, image } = throughEcr({ workload: workloadOf(changes), image: pulumi.output(IMAGE) });
    return { workload, image: { value: new Promise((resolve) => image.apply(resolve)) } };
  });
  return { resources: new Resources(resources), ...result };
}

describe("ECR", () => {
  it("holds the image under the digest that it has", async () => {
    expect(await (await through()).image.value).toBe(`${URL}@${IMAGE.split("@")[1]}`);
  });

  it("is one repository, which goes with what is in it", async () => {
    const { resources } = await through();
    expect(resources.types).toEqual(["aws:ecr/repository:Repository"]);
    expect(resources.only("aws:ecr/repository:Repository")).toEqual({
      name: "web",
      imageTagMutability: "IMMUTABLE",
      forceDelete: true,
      tags: { "managed-by": "podium", "podium-stack": "dev" },
    });
  });

  it("leaves no credentials of another registry for ECS to log in with", async () => {
    const { workload } = await through({ registryCredentials: CREDENTIALS });
    expect(workload).toEqual(workloadOf());
  });

  it.each(["a", "a--b"])("is refused for the name %s, which no repository can have", (name) => {
    const settings = { workload: workloadOf({ name }), image: pulumi.output(IMAGE) };
    expect(() => throughEcr(settings)).toThrow(
      `podium:name is "${name}"; allowed is a name of two characters or more, without two hyphens in a row`,
    );
  });

  it("is refused on an emulator", () => {
    const settings = { workload: workloadOf(), image: pulumi.output(IMAGE) };
    expect(() => throughEcr(settings, "http://127.0.0.1:4566")).toThrow(
      'podium-ecs:registry is "ecr"; allowed is not to set it where AWS_ENDPOINT_URL points at an emulator',
    );
  });
});
