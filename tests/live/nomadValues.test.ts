import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe as probeEngine } from "../../src/automation/target";
import { openClient, type NomadClient } from "../../src/orchestrators/nomad/client";
import { connectionOf } from "../../src/orchestrators/nomad/connection";
import type { JobSpec } from "../../src/orchestrators/nomad/jobspec";
import { planStack } from "../stack";
import { Secret } from "../program";

const probe = await probeEngine("nomad");
const NAME = "podium-values";
const NODE_IMAGE = process.env["PODIUM_BASE_IMAGE"] ?? "gcr.io/distroless/nodejs22-debian12:nonroot";

/** Prints what the process gets. */
const PRINT = "console.log(JSON.stringify({ env: process.env, args: process.argv.slice(1) }))";

const ENV = {
  A: "${PORT} ${NOMAD_ALLOC_ID} ${attr.kernel.name} ${node.datacenter} ${nothing}",
  B: "$${PORT} ${${PORT}} $$ ${ } $PORT ${NOMAD_META_podium-dollar}",
  C: '%{ if true } %%{ {{ env "PORT" }} \\ " \' \t\n# ü',
};
const ARGS = [
  "${PORT} ${NOMAD_ALLOC_ID} ${attr.kernel.name} ${nothing}",
  "$${PORT} $$ $ %% % ~${~ x ~}",
  '%{ if true } %%{ {{ env "PORT" }} ${"$"} \\ " \' \t\n# ü',
];
const SECRETS = {
  Keys: "${PORT} {{ .Keys }} <&> \" ' \\ # ü\n\t",
  Values: "b",
  Tuples: "c",
  Metadata: "d",
  Parent: "e",
  ItemsMap: "f",
  _: "g",
};

describe.skipIf(!probe.reachable || !probe.local)("values on Nomad's agent", () => {
  let client: NomadClient;
  beforeAll(async () => {
    client = await openClient(connectionOf({}));
  });
  afterAll(async () => {
    await fetch(new URL(`/v1/job/${NAME}?purge=true`, process.env["NOMAD_ADDR"]), { method: "DELETE" });
    await fetch(new URL(`/v1/var/nomad/jobs/${NAME}`, process.env["NOMAD_ADDR"]), { method: "DELETE" });
    client.close();
  });

  it("arrive as written", async () => {
    const planned = await planStack("nomad", {
      "podium:name": NAME,
      "podium:env": JSON.stringify(ENV),
      "podium:command": JSON.stringify(["/nodejs/bin/node", "-e", PRINT]),
      "podium:args": JSON.stringify(ARGS),
      "podium:secrets": JSON.stringify(SECRETS),
    });
    const { items } = planned.find(({ type }) => type.endsWith(":Variable"))!.inputs;
    await client.call(`var/nomad/jobs/${NAME}`, {
      method: "PUT",
      body: { Path: `nomad/jobs/${NAME}`, Items: (items as Secret).value },
    });
    const workload = planned.find(({ type, name }) => type.endsWith(":Job") && name === NAME)!;
    await client.call("jobs", {
      method: "PUT",
      body: { Job: printing(JSON.parse(String(workload.inputs["jobspec"]))) },
    });
    expect(await printed()).toMatchObject({ env: { ...ENV, ...SECRETS }, args: ARGS });
  });

  /** The same task, whose command ends. */
  function printing(job: JobSpec) {
    const [group] = job.TaskGroups;
    const [{ Config, Env, Meta, Templates, User, Driver, Resources, Name }] = group.Tasks;
    const { image: _, ports: __, ...others } = Config;
    const task = {
      ...{ Name, Driver, User, Env, Meta, Templates, Resources },
      Config: { ...others, image: NODE_IMAGE },
    };
    return {
      ...{ ID: job.ID, Name: job.Name, Type: "batch", Datacenters: job.Datacenters },
      TaskGroups: [{ Name: group.Name, Count: 1, Tasks: [task] }],
    };
  }

  async function printed(): Promise<unknown> {
    for (;;) {
      const [allocation] = await client.call<{ ID: string; ClientStatus: string }[]>(
        `job/${NAME}/allocations`,
      );
      if (allocation?.ClientStatus === "complete") {
        const query = { task: "app", type: "stdout", plain: "true" };
        const stream = await client.stream(`client/fs/logs/${allocation.ID}`, { query });
        return JSON.parse(Buffer.concat((await stream.toArray()) as Buffer[]).toString());
      }
      expect(allocation?.ClientStatus).not.toBe("failed");
      await sleep(500);
    }
  }
});
