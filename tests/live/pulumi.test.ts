import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { stackFolder } from "../../src/common/paths";
import { ROOT } from "../command";
import { CLOUDS, instancesOf, localEngines, STACKS } from "./engines";
import { deployed, pulumi, PULUMI, useImage } from "./pulumi";

const TRIED = [...new Set([...(await localEngines()), ...CLOUDS])];
const STACK = STACKS.byHand;

describe.skipIf(!PULUMI || !TRIED.length)("plain pulumi up", () => {
  let image: string;
  beforeAll(async () => {
    await pulumi(ROOT, "stack", "init", STACK);
    await pulumi(ROOT, "up", "--yes", "--skip-preview");
    image = (await pulumi(ROOT, "stack", "output", "reference")).trim();
  });
  afterAll(async () => {
    await pulumi(ROOT, "destroy", "--yes", "--skip-preview", "--remove");
  });

  it("does not rebuild the image while its sources are unchanged", async () => {
    expect(await pulumi(ROOT, "up", "--yes", "--skip-preview", "--expect-no-changes")).toContain("unchanged");
  });

  describe.each(ORCHESTRATOR_NAMES)("in stacks/%s", (name) => {
    const folder = stackFolder(name);

    it.skipIf(!TRIED.includes(name))(
      "deploys, scales, changes nothing when repeated, and destroys",
      async () => {
        await pulumi(folder, "stack", "init", STACK);
        try {
          await useImage(folder, image);
          await pulumi(folder, "up", "--yes", "--skip-preview");
          expect(await instancesOf((await deployed(name)).endpoints, 2)).toHaveLength(2);

          await pulumi(folder, "config", "set", "podium:replicas", "3");
          await pulumi(folder, "up", "--yes", "--skip-preview");
          expect(await instancesOf((await deployed(name)).endpoints, 3)).toHaveLength(3);

          await pulumi(folder, "up", "--yes", "--skip-preview", "--expect-no-changes");
        } finally {
          await pulumi(folder, "destroy", "--yes", "--skip-preview", "--remove");
        }
      },
    );
  });
});
