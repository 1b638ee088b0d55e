import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuredConnection } from "../../src/automation/target";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { engineOf } from "../../src/orchestrators/engines";
import { podium } from "../command";
import { CLOUDS, type Info, instancesOf, localEngines } from "./engines";

const LOCAL = await localEngines();

interface Result {
  name: (typeof ORCHESTRATOR_NAMES)[number];
  state: string;
  changed: boolean;
  endpoints: string[];
  instances: string[];
  image: string;
  error?: string;
}

let results: Result[];
let references: Record<string, string>;
const resultOf = (name: string) => results.find((each) => each.name === name)!;

describe.skipIf(!LOCAL.length)("podium up", () => {
  beforeAll(async () => {
    results = JSON.parse((await podium(["up", "--json"])).stdout) as Result[];
  });
  afterAll(() => podium(["down"]));

  it("deploys to every engine on this machine, and to no other", () => {
    expect(results.map(({ name }) => name).sort()).toEqual([...LOCAL].sort());
    expect(results.filter(({ error }) => error)).toEqual([]);
  });

  it("deploys the same digest everywhere", () => {
    expect(new Set(results.map(({ image }) => image)).size).toBe(1);
  });

  describe.each(ORCHESTRATOR_NAMES)("on %s", (name) => {
    it.skipIf(!LOCAL.includes(name))("runs two instances that respond with that digest", async () => {
      const { endpoints, image } = resultOf(name);
      const found = await instancesOf(endpoints, 2);
      expect(found).toHaveLength(2);
      for (const info of found) {
        expect(info).toMatchObject({
          version: "v1",
          orchestrator: name,
          digest: image.split("@")[1],
        } satisfies Partial<Info>);
      }
    });
  });

  it("changes nothing the second time", async () => {
    const { code, stdout } = await podium(["up", "--json"]);
    expect(code).toBe(0);
    for (const { name, changed } of JSON.parse(stdout) as Result[])
      expect([name, changed]).toEqual([name, false]);
  });

  describe.each(ORCHESTRATOR_NAMES.filter((name) => !LOCAL.includes(name)))("on the cloud %s", (name) => {
    it.skipIf(!CLOUDS.includes(name))("runs the same digest when you name it", async () => {
      const { code, stdout } = await podium(["up", name, "--yes", "--json"]);
      expect(code).toBe(0);
      const [result] = JSON.parse(stdout) as [Result];
      expect(result).toMatchObject({ name, state: "running", image: results[0]!.image });
      expect(await instancesOf(result.endpoints, 2)).toHaveLength(2);
    });
  });

  it("appears in podium status", async () => {
    const { stdout } = await podium(["status", "--json"]);
    const all = JSON.parse(stdout) as {
      name: string;
      state: string;
      reference: string;
      instances: unknown[];
    }[];
    for (const name of LOCAL) {
      expect(all.find((each) => each.name === name)).toMatchObject({
        state: "running",
        reference: expect.stringMatching(/./),
        instances: [{}, {}],
      });
    }
    references = Object.fromEntries(all.map(({ name, reference }) => [name, reference]));
  });

  it("is undone by podium down, to the last instance", async () => {
    const { code, stdout } = await podium(["down", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      failed: [],
      removed: expect.arrayContaining([...LOCAL, ...CLOUDS, "image"]),
    });
    for (const name of LOCAL) {
      const engine = await engineOf(name, configuredConnection(name));
      const left = [...(await engine.instances(references[name]!)), ...(await engine.owned("podium-dev"))];
      expect([name, left]).toEqual([name, []]);
    }
  });
});
