import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isThroughEcr, onceRunnableOnAws } from "../../../src/orchestrators/ecs/registry";
import * as pulumi from "@pulumi/pulumi";
import { expectFailedOutputs } from "../../failures";
import { FakeRegistry } from "../../image/registry-fake";
import { workloadOf } from "../../program";
import { upStack } from "../../up";
import { hideAws } from "./fake";

beforeEach(hideAws);

describe("the image for ECS", () => {
  expectFailedOutputs();
  let registry: FakeRegistry;
  beforeEach(async () => void (registry = await FakeRegistry.listen()));
  afterEach(() => registry.close());

  const up = (config: Record<string, string>) => {
    const image = `${registry.repository}@${registry.add(["layer"])}`;
    return upStack("ecs", { "aws:region": "eu-central-1", "podium:image": image, ...config });
  };
  const ofAws = (types: string[]) => types.filter((type) => /aws/.test(type));

  it("is refused before anything is made if it is on this machine and not copied, with the two ways out", async () => {
    const { made, failure } = await up({});
    expect(failure).toMatch(
      /^The image 127\.0\.0\.1:\d+\/podium@sha256:[0-9a-f]{64} is in a registry on this machine, which AWS cannot reach\. Have the stack copy it to ECR: `pulumi config set podium-ecs:registry ecr`\. Or push it to a registry that AWS can reach, such as by setting PODIUM_REGISTRY to it and deploying the image again\.$/,
    );
    expect(ofAws(made)).toEqual([]);
  });

  it("is refused before anything is made if it is for other processors", async () => {
    const { made, failure } = await up({
      "podium-ecs:registry": "ecr",
      "podium-ecs:cpuArchitecture": "ARM64",
    });
    expect(failure).toMatch(
      /is for linux\/amd64, but AWS is to run it on linux\/arm64\. Deploy to x86 processors: `pulumi config set podium-ecs:cpuArchitecture X86_64`\. Or build it for ARM processors, the sample image by `podium:platform` in the project's root\.$/,
    );
    expect(ofAws(made)).toEqual([]);
  });

  it("may be anywhere for an emulator", () => {
    const stack = { workload: workloadOf(), image: pulumi.output(""), isSample: false };
    const target = { endpoint: "http://127.0.0.1:4566" };
    expect(onceRunnableOnAws({ registry: undefined, cpuArchitecture: "X86_64" }, stack, target)).toEqual([]);
  });
});

describe("ECR", () => {
  const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pass" };
  const isThrough = (registry?: "ecr" | "none", changes = {}, isSample = true, endpoint?: string) =>
    isThroughEcr(
      { registry, cpuArchitecture: "X86_64" },
      { workload: workloadOf(changes), image: pulumi.output(""), isSample },
      { endpoint },
    );

  it("takes the sample image by default, on AWS itself", () => {
    expect(isThrough()).toBe(true);
    expect(isThrough(undefined, {}, true, "http://127.0.0.1:4566")).toBe(false);
  });

  it("takes no other image by default, nor one that needs a login elsewhere", () => {
    expect(isThrough(undefined, {}, false)).toBe(false);
    expect(isThrough(undefined, { registryCredentials: CREDENTIALS })).toBe(false);
  });

  it("is used as configured", () => {
    expect(isThrough("none")).toBe(false);
    expect(isThrough("ecr", {}, false)).toBe(true);
  });
});
