import { createServer } from "node:http";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../../src/orchestrators/ecs/engine";
import { listen } from "../../listen";
import { addProfile, hideAws, MINISTACK, NO_CLUSTER, serve, serveEcs } from "./fake";

const PROBE = vi.hoisted(() => ({ seconds: 3 }));
vi.mock(import("../../../src/common/reach"), async (original) => {
  const reach = await original();
  return { ...reach, withTimeout: (promise) => reach.withTimeout(promise, PROBE.seconds) };
});

beforeEach(hideAws);

describe("probing ECS", () => {
  it("finds MiniStack, an emulator on this machine", async () => {
    const { engine, url, requests } = await serveEcs({ ...MINISTACK, ...NO_CLUSTER });
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "MiniStack",
      version: "1.5.33",
      kind: "emulator",
      address: url,
      identity: `${url}/us-east-1`,
      local: true,
    });
    expect(requests.at(-1)).toEqual({
      what: "DescribeClusters",
      body: { clusters: ["default"] },
      region: "us-east-1",
      key: "test",
    });
  });

  it("finds LocalStack", async () => {
    const { engine } = await serveEcs({
      "GET /_localstack/health": { version: "4.9.0", edition: "pro", services: {} },
      ...NO_CLUSTER,
    });
    expect(await engine.probe()).toMatchObject({
      product: "LocalStack",
      version: "4.9.0",
      kind: "emulator",
      local: true,
    });
  });

  it("takes MiniStack, which answers at LocalStack's path, too, for what it is", async () => {
    const health = MINISTACK["GET /_ministack/health"];
    const { engine } = await serveEcs({ "GET /_localstack/health": health, ...MINISTACK, ...NO_CLUSTER });
    expect(await engine.probe()).toMatchObject({ product: "MiniStack" });
  });

  it.each([
    ["no health", {}],
    ["no version", { "GET /_ministack/health": { services: {} } }],
    ["no services", { "GET /_ministack/health": { version: "1.0" } }],
  ])("does not call a loopback address local without proof: %s", async (_, answers) => {
    const { engine, url } = await serveEcs({ ...answers, ...NO_CLUSTER });
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "Amazon ECS",
      version: "API 2014-11-13",
      kind: "real",
      address: url,
      identity: "000000000000/us-east-1",
      local: false,
    });
  });

  it("does not call an emulator on another machine local", async () => {
    const { host } = await serve({ ...MINISTACK, ...NO_CLUSTER });
    const endpoint = `http://${host.replace("127.0.0.1", "[::ffff:127.0.0.1]")}`;
    vi.stubEnv("AWS_ACCESS_KEY_ID", "mine");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "mine");
    const engine = connect({ endpoint, region: "us-east-1" });
    onTestFinished(() => engine.close());
    expect(await engine.probe()).toMatchObject({ product: "MiniStack", kind: "emulator", local: false });
  });

  it("identifies an account by the default cluster if there is one", async () => {
    const clusterArn = "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/default";
    const { engine } = await serveEcs({ DescribeClusters: { clusters: [{ clusterArn }], failures: [] } });
    expect(await engine.probe()).toMatchObject({ identity: "123456789012/cn-north-1" });
  });

  it("identifies what names no account by its address, region and profile", async () => {
    const { engine, url } = await serveEcs({ DescribeClusters: {} }, { profile: "lab" });
    addProfile();
    expect(await engine.probe()).toMatchObject({ identity: `${url}/us-east-1/lab` });
  });

  it("refuses credentials of another account than that of the deployment", async () => {
    const place = { partition: "aws", account: "123456789012" };
    const { engine } = await serveEcs(NO_CLUSTER, place);
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "the credentials are for the account 000000000000, but the stack is deployed to 123456789012",
      remedy: expect.stringContaining("AWS_PROFILE"),
    });
    const own = await serveEcs(NO_CLUSTER, { partition: "aws", account: "000000000000" });
    expect(await own.engine.probe()).toMatchObject({ reachable: true });
  });

  it("does not accept an emulator without ECS", async () => {
    const { engine } = await serveEcs(MINISTACK);
    expect(await engine.probe()).toMatchObject({ reachable: false });
  });

  it("reports an endpoint that does not respond, and how to start one", async () => {
    const { url, host, server } = await serve({});
    await new Promise((resolve) => server.close(resolve));
    expect(await connect({ endpoint: url, region: "us-east-1" }).probe()).toEqual({
      reachable: false,
      reason: `${url} cannot be reached: connect ECONNREFUSED ${host}`,
      remedy: expect.stringContaining("ministack"),
    });
  });

  it("reports a missing region, and how to set one", async () => {
    expect(await connect({}).probe()).toEqual({
      reachable: false,
      reason: "AWS cannot be reached: Region is missing",
      remedy: expect.stringContaining("aws configure"),
    });
  });

  it("reports missing credentials", async () => {
    expect(await connect({ region: "eu-central-1" }).probe()).toMatchObject({
      reachable: false,
      reason: expect.stringMatching(/^AWS cannot be reached: .*credentials/),
    });
  });

  it("gives up if nothing responds in time", async () => {
    PROBE.seconds = 0.05;
    onTestFinished(() => void (PROBE.seconds = 3));
    const endpoint = await listen(createServer(() => undefined));
    expect(await connect({ endpoint, region: "us-east-1" }).probe()).toMatchObject({
      reachable: false,
      reason: `${endpoint} cannot be reached: no response within 0.05 s`,
    });
  });
});
