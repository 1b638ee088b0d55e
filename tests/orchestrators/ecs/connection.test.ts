import { beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { ecs } from "../../../src/orchestrators/ecs";
import {
  clusterId,
  connectionOf,
  isAnonymous,
  placeOf,
  schema,
} from "../../../src/orchestrators/ecs/connection";
import { InvalidConfig } from "../../../src/workload/problems";
import { hideAws } from "./fake";

const EMULATOR = "http://localhost:4566";

beforeEach(hideAws);

function stub(environment: Record<string, string>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

describe("the connection to AWS", () => {
  it.each([
    [{}, {}],
    [{ AWS_DEFAULT_REGION: "eu-west-1" }, { region: "eu-west-1" }],
    [{ AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "eu-west-1" }, { region: "eu-west-3" }],
    [{ AWS_REGION: "", AWS_DEFAULT_REGION: "us-gov-east-1" }, { region: "us-gov-east-1" }],
    [{ AWS_PROFILE: "lab" }, { profile: "lab" }],
    [{ AWS_PROFILE: "", AWS_ENDPOINT_URL: "" }, {}],
    [{ AWS_ENDPOINT_URL: `${EMULATOR}/` }, { endpoint: EMULATOR, region: "us-east-1" }],
    [
      { AWS_ENDPOINT_URL: EMULATOR, AWS_REGION: "eu-west-1" },
      { endpoint: EMULATOR, region: "eu-west-1" },
    ],
  ])("comes from the environment: %j", (environment, connection) => {
    stub(environment);
    expect(connectionOf({})).toEqual(connection);
  });

  it("prefers the configuration to the environment", () => {
    stub({ AWS_REGION: "eu-west-3", AWS_PROFILE: "lab", AWS_ENDPOINT_URL: EMULATOR });
    const config = { "aws:region": "eu-north-1", "aws:profile": "work", "aws:defaultTags": "{}" };
    expect(ecs.connectionOf(config)).toEqual({
      region: "eu-north-1",
      profile: "work",
      endpoint: EMULATOR,
    });
  });

  it("names the configuration key with a wrong value", () => {
    const wrong = () => ecs.connectionOf({ "aws:region": "Frankfurt" });
    expect(wrong).toThrow(InvalidConfig);
    expect(wrong).toThrow('aws:region must be a region of AWS, such as eu-central-1, got "Frankfurt"');
  });

  it.each([
    [
      { AWS_REGION: "eu-central" },
      'AWS_REGION must be a region of AWS, such as eu-central-1, got "eu-central"',
    ],
    [
      { AWS_DEFAULT_REGION: "frankfurt" },
      'AWS_DEFAULT_REGION must be a region of AWS, such as eu-central-1, got "frankfurt"',
    ],
    [
      { AWS_ENDPOINT_URL: "localhost:4566" },
      'AWS_ENDPOINT_URL must be an http or https URL, got "localhost:4566"',
    ],
    [
      { AWS_ENDPOINT_URL: "ftp://me:s3cret@localhost" },
      'AWS_ENDPOINT_URL must be an http or https URL, got "ftp://localhost"',
    ],
  ])("names the environment variable with a wrong value: %j", (environment, message) => {
    stub(environment);
    const failure = (() => {
      try {
        return connectionOf({});
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toBe(message);
  });

  it("contains no credentials", () => {
    stub({
      AWS_ENDPOINT_URL: "http://me:s3cret@localhost:4566",
      AWS_ACCESS_KEY_ID: "s3cret",
      AWS_SECRET_ACCESS_KEY: "s3cret",
      AWS_SESSION_TOKEN: "s3cret",
    });
    expect(connectionOf({})).toEqual({ endpoint: EMULATOR, region: "us-east-1" });
  });

  it("keeps only its own keys, all of them strings", () => {
    const all = { region: "r", account: "1", partition: "aws", profile: "p", endpoint: EMULATOR };
    expect(schema.parse({ ...all, server: "other" })).toEqual(all);
    expect(() => schema.parse({ account: 1 })).toThrow();
  });
});

describe("credentials", () => {
  it.each([
    [true, { endpoint: EMULATOR }, {}],
    [false, { endpoint: EMULATOR }, { AWS_ACCESS_KEY_ID: "mine" }],
    [false, { endpoint: EMULATOR, profile: "lab" }, {}],
    [false, { endpoint: "http://emulator.example.com" }, {}],
    [false, {}, {}],
  ])("are made up: %s, at %j with %j", (expected, connection, environment) => {
    stub(environment);
    expect(isAnonymous(connection)).toBe(expected);
  });
});

describe("a cluster", () => {
  const place = { partition: "aws-cn", region: "cn-north-1", account: "123456789012" };
  const arn = "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/web";

  it("is named by its full ARN once the account is known", () => {
    expect(clusterId(place, "web")).toBe(arn);
    expect(clusterId({ region: "cn-north-1" }, "web")).toBe("web");
  });

  it("tells its place by its ARN", () => {
    expect(placeOf(arn)).toEqual(place);
  });
});
