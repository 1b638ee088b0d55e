import { beforeAll, describe, expect, it, vi } from "vitest";
import { PROCEDURES } from "../../src/drills";
import type { DrillName } from "../../src/drills/metrics";
import type { Conditions } from "../../src/drills/procedure";
import { countTurns } from "../clock";
import { type Behaviour, OWN, OWN_NEXT } from "./support/cluster";
import { QUICK } from "./support/conditions";
import { loadOn } from "./support/load";
import { FakeSite } from "./support/site";

/** The finding of a drill on a cluster that runs an image of one's own. */
async function drill(
  name: DrillName,
  behaviour: Partial<Behaviour> = {},
  changes: Partial<Conditions> = { to: OWN_NEXT },
) {
  const site = await FakeSite.with({ ...behaviour, image: "one's own" });
  const conditions = { ...QUICK, startLoad: loadOn(site.cluster), ...changes };
  try {
    return { ...(await PROCEDURES[name](site, conditions, () => undefined)), site };
  } finally {
    site.cluster.close();
  }
}

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

const valuesOf = (metrics: Record<string, number | null>) =>
  Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [key, value === null ? null : "measured"]),
  );

describe.concurrent("an image of one's own", () => {
  it.each(["deploy", "scale", "kill", "remove"] as const)(
    "is drilled by %s, with all numbers",
    async (name) => {
      const { verdict, reason, metrics, leftOut } = await drill(name);
      expect({ verdict, reason, leftOut }).toEqual({
        verdict: "passed",
        reason: undefined,
        leftOut: undefined,
      });
      for (const value of Object.values({ ...metrics, lostWithRetry: 0 })) expect(value).not.toBeNull();
    },
  );

  it("is updated to the image that is named, as the engine shows", async () => {
    const { verdict, reason, metrics, leftOut, timeline, site } = await drill("update");
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    const measured = ["seconds", "lost", "requests", "worstPause", "p99"];
    expect(valuesOf(metrics)).toEqual({
      bothSeconds: null,
      lostWithRetry: null,
      ...Object.fromEntries(measured.map((key) => [key, "measured"])),
    });
    expect(leftOut).toMatch(/^for how long both versions responded, since an image of your own does not say/);
    expect(metrics["seconds"]).toBeGreaterThanOrEqual(0.1);
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "update from bbbbbbbbbbbb to cccccccccccc",
      "Pulumi finished",
      "all instances run cccccccccccc",
    ]);
    expect(site.outputs.wanted.image).toBe(OWN_NEXT);
  });

  it("has no instance or version in its timeline, but how many instances the engine had ready", async () => {
    const { timeline } = await drill("scale");
    for (const { answered, ready } of timeline!.seconds) {
      for (const each of answered) expect(each).toMatchObject({ version: null, instance: null });
      expect(ready).toBeGreaterThanOrEqual(2);
    }
  });

  it.each([
    ["update", { update: "silently keeps the old version" }, /the engine runs .*b{64}.*, not .*c{64}/],
    ["update", { update: "leaves one" }, /the engine runs .*b{64}.*, not .*c{64}/],
    ["update", { update: "stops before it starts" }, /requests were lost/],
    ["kill", { kill: "never replaces" }, /1 of 2 instances are ready/],
    ["kill", { kill: "reports it as ready" }, /not detected by the engine/],
    ["scale", { scale: "starts one too few" }, /4 of 5 instances are ready/],
  ] as const)("fails %s on an engine that misbehaves: %j", async (name, behaviour, reason) => {
    const found = await drill(name, behaviour);
    expect(found.verdict).toBe("failed");
    expect(found.reason).toMatch(reason);
  });

  it("notices a kill after which the engine restarts the instance under its old name", async () => {
    const { verdict, metrics } = await drill("kill", { kill: "restarts in place" });
    expect(verdict).toBe("passed");
    expect(metrics["recoveredSeconds"]).toBeGreaterThan(0.05);
  });

  it("is not said to be reached evenly, since nobody knows: spread shows only whether requests are lost", async () => {
    const { verdict, reason, metrics } = await drill("spread");
    expect(verdict).toBe("not supported");
    expect(reason).toMatch("only the sample image says which instance has answered; no request was lost");
    expect(metrics).toMatchObject({ reached: null, smallestShare: null, lost: 0 });
    expect(metrics["requests"]).toBeGreaterThan(400);
  });

  it.each(["limits", "discovery", "hang", "badRelease"] as const)(
    "cannot be drilled by %s, which says what it needs the sample for",
    async (name) => {
      await expect(drill(name)).rejects.toThrow(/^needs the sample image, which .* (told to|by name)$/);
    },
  );

  it("is not updated without another image, and says which option names it", async () => {
    await expect(drill("update", {}, {})).rejects.toThrow(
      "needs the image to update to: name it with --to REPOSITORY@sha256:…",
    );
    await expect(drill("update", {}, { to: OWN })).rejects.toThrow(
      "--to names the digest that is deployed already",
    );
  });

  it("is not updated where the engine does not say which image runs", async () => {
    const site = await FakeSite.with({ image: "one's own" });
    for (const each of site.cluster.instances) each.image = "localhost:5000/own:latest";
    const conditions = { ...QUICK, to: OWN_NEXT };
    await expect(PROCEDURES.update(site, conditions, () => undefined)).rejects.toThrow(
      "the engine does not say by digest which image its instances run",
    );
    site.cluster.close();
  });
});
