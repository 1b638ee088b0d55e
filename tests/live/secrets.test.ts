import { scryptSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { stackFolder } from "../../src/common/paths";
import { ROOT } from "../command";
import { type Info, instancesOf, localEngines, STACKS } from "./engines";
import { LOGIN, privateRegistry, type PrivateRegistry } from "./privateRegistry";
import { deployed, pulumi, PULUMI, useImage } from "./pulumi";

const TRIED = await localEngines("real");
const STACK = STACKS.secrets;
const SECRET = "the first secret";
const CHANGED = "the second secret";

const proofOf = (secret: string) => scryptSync(secret, "API_KEY", 16).toString("hex");

describe.skipIf(!PULUMI || !TRIED.length)("secrets and a private registry", () => {
  let image: string;
  let registry: PrivateRegistry;

  beforeAll(async () => {
    await pulumi(ROOT, "stack", "init", STACK);
    await pulumi(ROOT, "up", "--yes", "--skip-preview");
    const reference = (await pulumi(ROOT, "stack", "output", "reference")).trim();
    registry = await privateRegistry(reference.slice(0, reference.indexOf("/")));
    image = reference.replace(/^[^/]+/, registry.server);
  });
  afterAll(async () => {
    await pulumi(ROOT, "destroy", "--yes", "--skip-preview", "--remove");
    registry.close();
  });

  it.each(ORCHESTRATOR_NAMES.filter((name) => TRIED.includes(name)))(
    "reach the instances of %s",
    async (name) => {
      const folder = stackFolder(name);
      const secret = (path: string, value: string) =>
        pulumi(folder, "config", "set", "--secret", "--path", `podium:${path}`, value);
      const texts: string[] = [];
      const up = async (): Promise<Info[]> => {
        texts.push(await pulumi(folder, "up", "--yes", "--diff"));
        return instancesOf((await deployed(name)).endpoints, 2);
      };
      const authorized = registry.authorized;

      await pulumi(folder, "stack", "init", STACK);
      try {
        await useImage(folder, image);
        await secret("registryCredentials.server", registry.server);
        await secret("registryCredentials.username", LOGIN.username);
        await secret("registryCredentials.password", LOGIN.password);
        await secret("secrets.API_KEY", SECRET);
        const first = await up();
        expect(first.map(({ secrets }) => secrets["API_KEY"]?.fingerprint)).toEqual([
          proofOf(SECRET),
          proofOf(SECRET),
        ]);
        expect(registry.authorized).toBeGreaterThan(authorized);

        await secret("secrets.API_KEY", CHANGED);
        const second = await up();
        expect(second.map(({ secrets }) => secrets["API_KEY"]?.fingerprint)).toEqual([
          proofOf(CHANGED),
          proofOf(CHANGED),
        ]);
        const both = new Set([...first, ...second].map(({ instance }) => instance));
        expect(both.size).toBe(4);

        texts.push(await pulumi(folder, "stack", "export"));
        for (const text of texts)
          for (const each of [SECRET, CHANGED, LOGIN.password]) expect(text).not.toContain(each);
      } finally {
        await pulumi(folder, "destroy", "--yes", "--skip-preview", "--remove");
      }
    },
  );
});
