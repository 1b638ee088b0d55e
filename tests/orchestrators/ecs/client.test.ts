import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { clientsOf } from "../../../src/orchestrators/ecs/client";
import { connect } from "../../../src/orchestrators/ecs/engine";
import { addProfile, hideAws, MINISTACK, NO_CLUSTER, serve, serveEcs, taskOf, withTasks } from "./fake";

const DEPLOYED = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const ARN = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop";
const ANSWERS = {
  ...NO_CLUSTER,
  ...withTasks([taskOf("abc", { taskDefinitionArn: "web:1" })]),
  DescribeServices: { services: [{ status: "ACTIVE" }] },
  ListServiceDeployments: {},
  StopTask: { task: {} },
  DescribeTaskDefinition: {
    taskDefinition: {
      containerDefinitions: [
        {
          name: "app",
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "/podium/web", "awslogs-stream-prefix": "app" },
          },
        },
      ],
    },
  },
  GetLogEvents: { events: [] },
};

beforeEach(hideAws);

/** Uses every function of an engine. */
async function useAll(engine: ReturnType<typeof connect>) {
  await engine.instances("shop/web");
  await engine.rollout("shop/web");
  await engine.kill("shop/web", "abc");
  for await (const _ of engine.logs("shop/web", "abc", { follow: false }));
}

describe("an engine", () => {
  it("names the cluster of its account in full in every call", async () => {
    const { engine, requests } = await serveEcs(ANSWERS, DEPLOYED);
    await useAll(engine);
    const about = requests.filter(({ body }) => "cluster" in body);
    expect(about.map(({ what }) => what)).toEqual([
      "ListTasks",
      "ListTasks",
      "DescribeTasks",
      "DescribeServices",
      "ListServiceDeployments",
      "StopTask",
      "DescribeTasks",
    ]);
    expect(new Set(about.map(({ body }) => body["cluster"]))).toEqual(new Set([ARN]));
  });

  it("stays with the region and endpoint of its connection if the environment changes", async () => {
    const other = await serve(ANSWERS);
    const { engine, requests } = await serveEcs(ANSWERS, DEPLOYED);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_DEFAULT_REGION", "eu-west-1");
    vi.stubEnv("AWS_ENDPOINT_URL", other.url);
    await useAll(engine);
    expect(new Set(requests.flatMap(({ region }) => region ?? []))).toEqual(new Set(["eu-central-1"]));
    expect(other.requests).toEqual([]);
  });

  it("of AWS itself ignores an endpoint in the environment", async () => {
    const emulator = await serve(ANSWERS);
    for (const name of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ECS"]) vi.stubEnv(name, emulator.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "mine");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "mine");
    const clients = clientsOf({ region: "cn-north-1" });
    onTestFinished(() => clients.close());
    const { client, sdk } = await clients.ecs();
    let host: string | undefined;
    // Stops the request before it is sent.
    client.middlewareStack.add(
      () => async (args) => {
        ({ hostname: host } = args.request as { hostname: string });
        throw new Error("stopped");
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await expect(client.send(new sdk.ListClustersCommand({}))).rejects.toThrow("stopped");
    expect(host).toBe("ecs.cn-north-1.amazonaws.com.cn");
    expect(emulator.requests).toEqual([]);
  });

  it("has one client of each API, opened when first used, and closes both", async () => {
    const destroyed = [ECSClient, CloudWatchLogsClient].map((each) => vi.spyOn(each.prototype, "destroy"));
    onTestFinished(() => destroyed.forEach((each) => each.mockRestore()));
    const { engine, server } = await serveEcs(ANSWERS, DEPLOYED);
    let connections = 0;
    server.on("connection", () => connections++);
    await useAll(engine);
    await useAll(engine);
    // One to ECS, one to CloudWatch Logs, one or two for the health of an emulator.
    expect(connections).toBeLessThanOrEqual(4);
    engine.close();
    await vi.waitFor(() => expect(destroyed.map((each) => each.mock.calls.length)).toEqual([1, 1]));
  });

  it("asks for the credentials once", async () => {
    addProfile();
    const { engine, requests } = await serveEcs(ANSWERS, { ...DEPLOYED, profile: "lab" });
    await useAll(engine);
    expect(new Set(requests.flatMap(({ key }) => key ?? []))).toEqual(new Set(["lab-key"]));
  });

  it("asks an emulator only once what it is", async () => {
    const { engine, requests } = await serveEcs({ ...MINISTACK, ...ANSWERS });
    await engine.instances("shop/web");
    await engine.instances("shop/web");
    await engine.probe();
    expect(requests.filter(({ what }) => what.endsWith("health"))).toHaveLength(2);
  });

  it("tries again after a failed probe", async () => {
    const { engine, url, server } = await serveEcs({ ...MINISTACK, ...NO_CLUSTER });
    await new Promise((resolve) => server.close(resolve));
    expect(await engine.probe()).toMatchObject({ reachable: false });
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), "127.0.0.1", resolve));
    expect(await engine.probe()).toMatchObject({ reachable: true, product: "MiniStack" });
  });

  it("finds credentials that are set after a failed probe", async () => {
    const { engine } = await serveEcs(NO_CLUSTER);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "mine");
    expect(await engine.probe()).toMatchObject({ reachable: false });
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "mine");
    expect(await engine.probe()).toMatchObject({ reachable: true });
  });
});
