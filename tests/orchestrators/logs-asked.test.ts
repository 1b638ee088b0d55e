import { afterEach, describe, expect, it, vi } from "vitest";
import { aciEngine } from "../../src/orchestrators/aci/engine";
import { engine as ecs } from "../../src/orchestrators/ecs/engine";
import { engine as marathon } from "../../src/orchestrators/marathon/engine";
import { engine as serviceFabric } from "../../src/orchestrators/service-fabric/engine";
import { type Asked, linesOf, READ, serve } from "./logs-fake";
import { fakeMarathon, task, version } from "./marathon/fake";
import { fakeGateway } from "./service-fabric/fake";
import { clientOfFake } from "./aci/fake";

afterEach(() => vi.unstubAllEnvs());

describe("the log of a task of ECS", () => {
  const options = { "awslogs-group": "/podium/web", "awslogs-stream-prefix": "app" };
  const containerDefinitions = [{ name: "app", logConfiguration: { logDriver: "awslogs", options } }];

  /** CloudWatch Logs with these pages, one to a token. */
  async function aws(pages: string[][], definitions: object[] = containerDefinitions) {
    const asked: Asked["body"][] = [];
    const url = await serve(({ action, body }) => {
      if (action === "DescribeTasks") return JSON.stringify({ tasks: [{ taskDefinitionArn: "web:1" }] });
      if (action === "DescribeTaskDefinition") {
        return JSON.stringify({ taskDefinition: { containerDefinitions: definitions } });
      }
      asked.push(body);
      const page = body["nextToken"] === undefined ? 0 : Number(body["nextToken"]) + 1;
      if (!pages.length) return [400, JSON.stringify({ __type: "ResourceNotFoundException" })];
      const events = (pages[page] ?? []).map((message) => ({ message }));
      return JSON.stringify({ events, nextForwardToken: String(Math.min(page, pages.length - 1)) });
    });
    vi.stubEnv("AWS_ENDPOINT_URL", url);
    for (const name of ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION"]) vi.stubEnv(name, undefined);
    return asked;
  }

  it("is read from the stream that the task definition names, page by page", async () => {
    const asked = await aws([["one", "two"], ["three\n"]]);
    expect(await linesOf(ecs, "eu-central-1/web/web", "t1", READ)).toEqual(["one", "two", "three"]);
    const stream = { logGroupName: "/podium/web", logStreamName: "app/app/t1" };
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, "0", "1"]);
    expect(asked[0]).toEqual({ ...stream, startFromHead: true, limit: 10_000 });
  });

  it("is read from the end, once", async () => {
    const asked = await aws([["last"], ["later"]]);
    expect(await linesOf(ecs, "eu-central-1/web/web", "t1", { follow: false, tail: 1 })).toEqual(["last"]);
    expect(asked).toMatchObject([{ startFromHead: false, limit: 1 }]);
  });

  it("is followed by asking for what comes after", async () => {
    await aws([["last"], ["later"]]);
    expect(await linesOf(ecs, "eu-central-1/web/web", "t1", { follow: true, tail: 1 }, 2)).toEqual([
      "last",
      "later",
    ]);
  });

  it("is an error where the stream is not there yet, or the task has none", async () => {
    await aws([]);
    await expect(linesOf(ecs, "eu-central-1/web/web", "t1", READ)).rejects.toThrow(
      "CloudWatch Logs has no stream app/app/t1 in /podium/web yet",
    );
    await aws([], [{ name: "app" }]);
    await expect(linesOf(ecs, "eu-central-1/web/web", "t1", READ)).rejects.toThrow(
      "the task t1 does not write to CloudWatch Logs",
    );
  });
});

describe("the log of a container group", () => {
  it("is asked of Azure again and again to follow it", async () => {
    const asked: Asked[] = [];
    const texts = ["one\ntwo\n", "one\ntwo\nthree\n"];
    const endpoint = await serve((each) => {
      asked.push(each);
      return JSON.stringify({ content: texts.length > 1 ? texts.shift() : texts[0] });
    });
    const aci = aciEngine(async () => clientOfFake(endpoint));
    expect(await linesOf(aci, "web/web", "web-0", { follow: true, tail: 1 }, 2)).toEqual(["two", "three"]);
    await linesOf(aci, "web/web", "web-0", { follow: false, tail: 7 });
    expect(asked[0]!.path).toMatch(/resourceGroups\/web\/.*\/containerGroups\/web-0\/containers\/app\/logs$/);
    expect(asked.map(({ query }) => query["tail"])).toEqual([undefined, undefined, "7"]);
  });
});

describe("the log of an instance on Service Fabric", () => {
  it("is that of its container on its node", async () => {
    const fake = await fakeGateway();
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", fake.url);
    const packages = "/Nodes/n1/$/GetApplications/web/$/GetCodePackages";
    const logs = `GET ${packages}/$/ContainerLogs?ServiceManifestName=WebPkg&CodePackageName=Code`;
    const entry = { Status: "Started", InstanceId: "1", ContainerId: "0123456789abcdef" };
    fake
      .on("GET /Applications/web/$/GetServices", { Items: [{ Name: "fabric:/web/web" }] })
      .on("GET /Services/web~web/$/GetPartitions", { Items: [{ PartitionInformation: { Id: "p1" } }] })
      .on("GET /Partitions/p1/$/GetReplicas", {
        Items: [{ InstanceId: "r1", ReplicaStatus: "Ready", NodeName: "n1" }],
      })
      .on(`GET ${packages}`, [{ Name: "Code", ServiceManifestName: "WebPkg", MainEntryPoint: entry }])
      .on(`${logs}&Tail=all`, { Content: "one\ntwo\n" })
      .on(`${logs}&Tail=1`, { Content: "two\n" });
    expect(await linesOf(serviceFabric, "fabric:/web", "0123456789ab", READ)).toEqual(["one", "two"]);
    expect(await linesOf(serviceFabric, "fabric:/web", "0123456789ab", { follow: false, tail: 1 })).toEqual([
      "two",
    ]);
    await expect(linesOf(serviceFabric, "fabric:/web", "gone", READ)).rejects.toThrow(
      "has no running instance gone",
    );
  });
});

describe("the log of a task of Marathon", () => {
  const app = {
    id: "/web",
    instances: 1,
    taskKillGracePeriodSeconds: 20,
    container: { docker: { image: "podium" } },
    version: version(1),
    versionInfo: { lastConfigChangeAt: version(1) },
    tasks: [task("web.1", { slaveId: "S1" })],
    deployments: [],
  };

  async function marathonWith(info: object) {
    const fake = await fakeMarathon();
    fake.app = app;
    fake.instead = ({ path }) => (path === "/v2/info" ? [200, info] : undefined);
    vi.stubEnv("MARATHON_URL", fake.url);
  }

  /** A Mesos that is master and agent at once; its files grow each time that their end has been read. */
  async function mesos(files: Record<string, string[]>) {
    const url = await serve(({ path, query }) => {
      const { port } = new URL(url);
      if (path === "/slaves")
        return JSON.stringify({ slaves: [{ id: "S1", hostname: "127.0.0.1", port: Number(port) }] });
      if (path === "/state") {
        return JSON.stringify({ frameworks: [{ executors: [{ id: "web.1", directory: "/sandbox" }] }] });
      }
      const parts = files[query["path"]!] ?? [""];
      const data = Buffer.from(parts[0]!).subarray(Number(query["offset"])).toString();
      if (!data && parts.length > 1) parts.unshift(parts.shift()! + parts.shift()!);
      return JSON.stringify({ data });
    });
    return url;
  }

  it("is in its sandbox, on the agent that the Mesos master knows", async () => {
    const url = await mesos({ "/sandbox/stdout": ["one\nzwölf\n"], "/sandbox/stderr": ["oh\n"] });
    await marathonWith({ marathon_config: { mesos_leader_ui_url: `${url}/` } });
    expect(await linesOf(marathon, "/web", "web.1", READ)).toEqual(["one", "zwölf", "oh"]);
  });

  it("is followed by whole lines", async () => {
    const url = await mesos({ "/sandbox/stdout": ["one\ntw", "o\n"] });
    await marathonWith({ marathon_config: { mesos_leader_ui_url: url } });
    expect(await linesOf(marathon, "/web", "web.1", { follow: true }, 2)).toEqual(["one", "two"]);
  });

  it("is out of reach where Marathon names no Mesos master", async () => {
    await marathonWith({ name: "marathon" });
    await expect(linesOf(marathon, "/web", "web.1", READ)).rejects.toThrow(
      "this Marathon names no Mesos master for its tasks, and it is Mesos that keeps what they write",
    );
    await expect(linesOf(marathon, "/web", "gone", READ)).rejects.toThrow("/web has no task gone");
  });

  it("is an error where Mesos has forgotten the sandbox", async () => {
    const url = await serve(({ path }) =>
      path === "/slaves" ? JSON.stringify({ slaves: [] }) : [404, "not found"],
    );
    await marathonWith({ marathon_config: { mesos_leader_ui_url: url } });
    await expect(linesOf(marathon, "/web", "web.1", READ)).rejects.toThrow(/knows no agent S1/);
  });

  it("tells where no Mesos answers", async () => {
    await marathonWith({ marathon_config: { mesos_leader_ui_url: "http://127.0.0.1:8" } });
    await expect(linesOf(marathon, "/web", "web.1", READ)).rejects.toThrow(
      "Mesos at http://127.0.0.1:8 does not answer: connect ECONNREFUSED 127.0.0.1:8",
    );
  });
});
