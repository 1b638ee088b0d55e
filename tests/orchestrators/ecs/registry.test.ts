import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { awsTarget } from "../../../src/orchestrators/ecs/provider";
import { throughEcr } from "../../../src/orchestrators/ecs/registry";
import { record } from "../../../src/plan/record";
import { valueOf } from "../../outputs";
import { IMAGE, Resources, workloadOf } from "../../program";
import { hideAws } from "./fake";

const URL = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web";
const REPOSITORY = "aws:ecr/repository:Repository";
const OUTPUTS = { [REPOSITORY]: () => ({ repositoryUrl: URL, registryId: "123456789012" }) };
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pass" };

/** What a workload and its image become in a preview. */
async function through(changes = {}, endpoint?: string) {
  const { resources, result } = await record({ project: "test", outputs: OUTPUTS }, () => {
    const aws = awsTarget({ region: "eu-central-1", endpoint });
    const configured = { workload: workloadOf(changes), image: pulumi.output(IMAGE), isSample: true };
    const { workload, image } = throughEcr(configured, aws);
    return { workload, image: { value: valueOf(image) } };
  });
  return { resources: new Resources(resources), ...result };
}

beforeEach(hideAws);

describe("ECR", () => {
  it("stores the image under the same digest", async () => {
    expect(await (await through()).image.value).toBe(`${URL}@${IMAGE.split("@")[1]}`);
  });

  it("has one repository, which is deleted together with its images", async () => {
    const { resources } = await through();
    expect(resources.types).toEqual(["pulumi:providers:aws", REPOSITORY]);
    expect(resources.only(REPOSITORY)).toEqual({
      name: "web",
      imageTagMutability: "IMMUTABLE",
      forceDelete: true,
      tags: { "managed-by": "podium", "podium-stack": "dev", "podium-workload": "web" },
    });
  });

  it("leaves ECS no credentials of another registry", async () => {
    const { workload } = await through({ registryCredentials: CREDENTIALS });
    expect(workload).toEqual(workloadOf());
  });

  it.each(["a", "a--b"])("refuses the name %s, which no repository can have", async (name) => {
    await expect(through({ name })).rejects.toThrow(
      "podium:name must have at least two characters and no two hyphens in a row, as ECR requires of a repository's " +
        `name, got "${name}"`,
    );
  });

  it("is refused on an emulator", async () => {
    await expect(through({}, "http://127.0.0.1:4566")).rejects.toThrow(
      "podium-ecs:registry is not supported where AWS_ENDPOINT_URL points at an emulator, whose ECR stores no images. " +
        "Remove it: `pulumi config rm podium-ecs:registry`",
    );
  });
});
