import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configuredConnection } from "../../src/automation/target";
import { get } from "../../src/common/http";
import type { Instance } from "../../src/orchestrators/engine";
import { engineOf } from "../../src/orchestrators/engines";
import type { OrchestratorName } from "../../src/orchestrators";
import { podium } from "../command";
import { instancesOf, localEngines } from "./engines";

const NODES = 3;
const INSTANCES = 4;

/** The engines with so many nodes that are ready, whose names instances tell. */
async function clusters(): Promise<OrchestratorName[]> {
  const found = await Promise.all(
    (await localEngines("real")).map(async (name) => {
      const engine = await engineOf(name, configuredConnection(name));
      const nodes = await engine.nodes().catch(() => []);
      return nodes.filter(({ state }) => state === "ready").length >= NODES ? [name] : [];
    }),
  );
  return found.flat();
}

const NAMES = await clusters();

interface Status {
  name: OrchestratorName;
  endpoints: string[];
  instances: Pick<Instance, "state" | "node">[];
}

describe.skipIf(!NAMES.length)(
  `four instances over three nodes: ${NAMES.join(", ") || "no engine here has three nodes"}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "podium-placement-"));
    const file = join(folder, "podium.yaml");
    const env = { ...process.env, PODIUM_WORKLOAD_FILE: file };

    /** Deploys, and returns what runs where. */
    async function up(version: string): Promise<Status[]> {
      writeFileSync(file, `replicas: ${INSTANCES}\nversion: ${version}\n`);
      const { code, stdout, stderr } = await podium(["up", ...NAMES, "--json"], env);
      expect([code, code ? stdout + stderr : ""]).toEqual([0, ""]);
      return JSON.parse((await podium(["status", ...NAMES, "--json"], env)).stdout) as Status[];
    }

    afterAll(async () => {
      await podium(["down"], env);
      rmSync(folder, { recursive: true });
    });

    /** No node has two more than another. */
    function expectEven(found: Status[]): void {
      expect(found.map(({ name }) => name)).toEqual(NAMES);
      for (const { name, instances } of found) {
        const perNode = new Map<string | undefined, number>();
        // Those that an update has replaced may still be stopping.
        for (const { node } of instances.filter(({ state }) => state === "ready"))
          perNode.set(node, (perNode.get(node) ?? 0) + 1);
        expect([name, [...perNode.values()].sort()]).toEqual([name, [1, 1, 2]]);
      }
    }

    it("are spread, and find each other across nodes", async () => {
      const found = await up("v1");
      expectEven(found);
      for (const { name, endpoints } of found) {
        // The endpoint chooses an instance for each request: so many that hardly any is left out.
        const looks = await Promise.all(
          Array.from({ length: 8 * INSTANCES }, () => get(`${endpoints[0]}/peers`)),
        );
        const numbers = looks.map(({ body }) => {
          const { peers } = JSON.parse(body) as { peers: { instance: string | null; ok: boolean }[] };
          return new Set(peers.flatMap(({ ok, instance }) => (ok ? [instance] : []))).size;
        });
        expect([name, [...new Set(numbers)]]).toEqual([name, [INSTANCES]]);
        expect(await instancesOf(endpoints, INSTANCES)).toHaveLength(INSTANCES);
      }
    });

    it("stay spread through an update", async () => {
      expectEven(await up("v2"));
    });
  },
);
