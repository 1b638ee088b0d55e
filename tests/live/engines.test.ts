import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wouldUseStarted } from "../../src/automation/target";
import { containersOf } from "../../src/engines/containers";
import { type Machine, openMachine } from "../../src/engines/machine";
import { portProblem } from "../../src/engines/obstacles";
import { readServices } from "../../src/engines/services";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { podium } from "../command";
import { instancesOf } from "./engines";

const machine = await openMachine().catch(() => undefined);
const NAMES = machine ? await possible(machine) : [];

/**
 * The engines that can be started here without a download and without touching anybody's: Docker has their images, their
 * ports are free, nothing names another engine, and Podium has started none.
 */
async function possible({ docker, compose }: Machine): Promise<OrchestratorName[]> {
  if ((await containersOf(docker)).length) return [];
  const found: OrchestratorName[] = [];
  for (const service of await readServices(compose)) {
    const name = service.name as OrchestratorName;
    if (!service.isTried || !(name in ORCHESTRATORS) || !wouldUseStarted(name)) continue;
    const image = await docker
      .getImage(service.image)
      .inspect()
      .catch(() => undefined);
    if (image && !(await portProblem(service))) found.push(name);
  }
  return found;
}

/** What Docker has of the engines. */
async function left(): Promise<string[]> {
  const { docker } = machine!;
  const filters = { label: ["com.docker.compose.project=podium-engines"] };
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
  const networks = await docker.listNetworks({ filters });
  return [
    ...(await containersOf(docker)).map(({ name }) => name),
    ...(Volumes ?? []).map(({ Name }) => Name),
    ...networks.map(({ Name }) => Name),
  ];
}

describe.skipIf(!NAMES.length)(`engines in Docker: ${NAMES.join(", ") || "none can be started here"}`, () => {
  beforeAll(async () => {
    const { code, stdout, stderr } = await podium(["engines", "up", ...NAMES]);
    expect([code, code ? stdout + stderr : ""]).toEqual([0, ""]);
  });
  afterAll(() => podium(["engines", "down", "--yes"]));

  it("take a deployment, without anything exported", async () => {
    const { stdout } = await podium(["up", ...NAMES, "--json"]);
    for (const { name, endpoints, error } of JSON.parse(stdout) as {
      name: string;
      endpoints: string[];
      error?: string;
    }[]) {
      expect([name, error]).toEqual([name, undefined]);
      expect(await instancesOf(endpoints, 2)).toHaveLength(2);
    }
  });

  it("are removed with the deployments on them, and nothing is left", async () => {
    const { code, stdout, stderr } = await podium(["engines", "down", "--yes"]);
    expect([code, code ? stdout + stderr : ""]).toEqual([0, ""]);
    expect(await left()).toEqual([]);
  });
});
