import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EcsConnection } from "../../../src/orchestrators/ecs/connection";
import { awsTarget } from "../../../src/orchestrators/ecs/provider";
import { record } from "../../../src/plan/record";
import { IMAGE, Resources, Secret } from "../../program";
import { hideAws } from "./fake";

const PROVIDER = "pulumi:providers:aws";
const ENDPOINT = "http://localhost:4566";

beforeEach(hideAws);

async function providerOf(connection: EcsConnection, config: Record<string, string> = {}) {
  const { resources, result } = await record({ project: "test", config }, () => awsTarget(connection));
  expect(resources.map(({ type }) => type)).toEqual([PROVIDER]);
  return { ...resources[0]!, target: result };
}

describe("the provider of AWS", () => {
  it("is pinned to the region, the profile and the account of its credentials", async () => {
    const { name, inputs, target } = await providerOf({ region: "eu-north-1", profile: "lab" });
    expect(name).toBe("aws");
    expect(inputs).toEqual({
      region: "eu-north-1",
      profile: "lab",
      // The mocks know no account.
      allowedAccountIds: "[null]",
      skipCredentialsValidation: "false",
      skipRegionValidation: "true",
    });
    expect(target).toMatchObject({ region: "eu-north-1" });
  });

  it("takes all of the configuration aws:*", async () => {
    const { inputs } = await providerOf(
      { region: "eu-north-1", profile: "lab" },
      {
        "aws:region": "eu-west-1",
        "aws:profile": "other",
        "aws:allowedAccountIds": '["123456789012"]',
        "aws:forbiddenAccountIds": '["210987654321"]',
        "aws:assumeRoles": '[{"roleArn":"arn:aws:iam::123456789012:role/deploy"}]',
        "aws:defaultTags": '{"tags":{"team":"web"}}',
        "aws:maxRetries": "7",
        "aws:insecure": "true",
        "aws:httpProxy": "http://proxy.example.com",
        "aws:secretKey": "s3cret",
      },
    );
    expect(inputs).toEqual({
      region: "eu-north-1",
      profile: "lab",
      allowedAccountIds: "[null]",
      assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/deploy"}]',
      defaultTags: '{"tags":{"team":"web"}}',
      maxRetries: "7",
      insecure: "true",
      httpProxy: "http://proxy.example.com",
      secretKey: new Secret("s3cret"),
      skipCredentialsValidation: "false",
      skipRegionValidation: "true",
    });
  });
});

describe("the provider of an emulator", () => {
  it("is pinned to its endpoint, for all services and nothing else", async () => {
    const { name, inputs } = await providerOf(
      { endpoint: ENDPOINT, region: "us-east-1" },
      { "aws:defaultTags": '{"tags":{"team":"web"}}' },
    );
    expect(name).toBe("emulator");
    const { endpoints, ...others } = inputs;
    expect(JSON.parse(String(endpoints))).toEqual([
      {
        appautoscaling: ENDPOINT,
        ec2: ENDPOINT,
        ecs: ENDPOINT,
        elbv2: ENDPOINT,
        iam: ENDPOINT,
        logs: ENDPOINT,
        secretsmanager: ENDPOINT,
        sts: ENDPOINT,
      },
    ]);
    expect(others).toEqual({
      region: "us-east-1",
      accessKey: new Secret("test"),
      secretKey: new Secret("test"),
      skipCredentialsValidation: "true",
      skipRequestingAccountId: "true",
      skipMetadataApiCheck: "true",
      skipRegionValidation: "true",
    });
  });

  it("uses the credentials that the user has chosen", async () => {
    const profile = await providerOf({ endpoint: ENDPOINT, region: "us-east-1", profile: "lab" });
    expect(profile.inputs).toMatchObject({ profile: "lab" });
    expect(profile.inputs).not.toHaveProperty("accessKey");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "mine");
    const { inputs } = await providerOf({ endpoint: ENDPOINT, region: "us-east-1" });
    expect(inputs).not.toHaveProperty("accessKey");
    expect(JSON.stringify(inputs)).not.toContain("mine");
  });
});

describe("the stack", () => {
  const plan = async (config: Record<string, string> = {}) => {
    vi.resetModules();
    return new Resources(
      (await record({ project: "podium-ecs", config }, () => import("../../../stacks/ecs"))).resources,
    );
  };

  it("deploys to the emulator that AWS_ENDPOINT_URL points at", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", ENDPOINT);
    const resources = await plan();
    expect(resources.only(PROVIDER, "emulator")).toMatchObject({ region: "us-east-1" });
    expect(resources.types.filter((type) => type.includes("servicediscovery"))).toEqual([]);
  });

  it("deploys to the region of aws:region rather than AWS_REGION", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const resources = await plan({ "aws:region": "eu-north-1", "podium-ecs:vpc": "default" });
    expect(resources.only(PROVIDER, "aws")).toMatchObject({ region: "eu-north-1" });
    expect(resources.types).not.toContain("aws:ec2/vpc:Vpc");
    expect(resources.only("aws:lb/listener:Listener")).toMatchObject({ port: 80 });
    expect(JSON.stringify(resources.only("aws:ecs/taskDefinition:TaskDefinition"))).toContain("X86_64");
  });

  it("gives its provider to every resource, in ECR, too", async () => {
    const provided: Record<string, string | undefined> = {};
    await pulumi.runtime.setMocks(
      {
        newResource({ type, name, inputs, provider }) {
          if (type.startsWith("aws:")) provided[`${type} ${name}`] = provider;
          return { id: `${name}-id`, state: inputs };
        },
        call: ({ token, inputs, provider }) => {
          if (token !== "aws:index/getCallerIdentity:getCallerIdentity") provided[token] = provider;
          return inputs;
        },
      },
      "podium-ecs",
      "dev",
      true,
      "organization",
    );
    pulumi.runtime.setAllConfig({
      "aws:region": "eu-north-1",
      "podium:image": IMAGE,
      "podium-ecs:registry": "ecr",
    });
    vi.resetModules();
    await import("../../../stacks/ecs");
    for (let before = -1; before < Object.keys(provided).length;) {
      before = Object.keys(provided).length;
      await pulumi.runtime.disconnect();
      await setImmediate();
    }
    expect(Object.keys(provided)).toContain("aws:ecr/repository:Repository podium-dev");
    expect(Object.keys(provided)).toContain("aws:ecs/service:Service podium-dev");
    const reference = "urn:pulumi:dev::podium-ecs::pulumi:providers:aws::aws::aws-id";
    expect(Object.entries(provided).filter(([, provider]) => provider !== reference)).toEqual([]);
  });
});
