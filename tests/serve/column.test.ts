import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { LiveColumnState } from "../../src/serve/state";
import { countTurns } from "../clock";
import { OWN_NEXT } from "../drills/support/cluster";
import { columnOn, RATE } from "./support/columns";

beforeAll(() => countTurns());

let end: () => Promise<void>;
afterEach(() => end());

async function watched(...args: Parameters<typeof columnOn>) {
  const all = await columnOn(...args);
  ({ end } = all);
  const until = (condition: (state: LiveColumnState) => boolean) =>
    vi.waitFor(() => expect(condition(all.column.state)).toBe(true), { timeout: 20_000, interval: 10 });
  return { ...all, until };
}

describe("a column", () => {
  it("shows the instances, and the traffic second by second", async () => {
    const { column, site, until } = await watched("nomad");
    await until(({ seconds }) => seconds.length >= 2);
    const { seconds, sent, lost, instances, problems, ...state } = column.state;
    expect(state).toMatchObject({ name: "nomad", wanted: { version: "v1", replicas: 2 }, entries: [] });
    expect(problems).toEqual([]);
    expect(lost).toBe(0);
    expect(sent).toBeGreaterThanOrEqual(RATE);
    expect(seconds.at(-1)!.at).toBe(59);
    expect(new Set(seconds.at(-1)!.answered.map(({ instance }) => instance)).size).toBe(2);
    expect(instances.map(({ id, state, version }) => ({ id, state, version }))).toEqual(
      site.cluster.instances.map(({ id }) => ({ id, state: "ready", version: "v1" })),
    );
  });

  it("shows the nodes, also while the engine does not tell", async () => {
    const { column, site, until } = await watched("nomad", { nodes: ["n1", "n2"] });
    await until(({ nodes, instances }) => nodes.length === 2 && instances.length === 2);
    expect(column.state.nodes).toEqual(["n1", "n2"].map((name) => ({ name, state: "ready" })));
    expect(column.state.instances.map(({ node }) => node)).toEqual(["n1", "n2"]);
    site.engine.nodes = vi.fn(() => Promise.reject(new Error("HTTP 500")));
    await vi.waitFor(() => expect(site.engine.nodes).toHaveBeenCalled(), { timeout: 20_000 });
    expect(column.state.nodes).toHaveLength(2);
  });

  it("runs a drill that is ordered, and reports its outcome", async () => {
    const { column, site, until } = await watched();
    const before = site.cluster.instances.map(({ id }) => id);
    expect(column.order("kill")).toBe(true);
    await until(({ last }) => last !== undefined);
    const { last, doing, entries } = column.state;
    expect(last).toMatchObject({ title: "Kill one", verdict: "passed" });
    expect(last!.findings.map(({ label }) => label)).toContain("requests lost");
    expect(before.map((id) => `${id} is killed`)).toContain(last!.facts["what"]);
    expect(doing).toBeUndefined();
    expect(entries[0]).toMatchObject({ what: "Kill one: passed", tone: "good" });
    expect(site.cluster.instances.map(({ id }) => id)).not.toEqual(before);
  });

  it("shows that a killed instance is not replaced", async () => {
    const { column, until } = await watched("swarm", { kill: "never replaces" });
    column.order("kill");
    await until(({ problems }) => problems.some((each) => each.includes("1 of 2")));
  });

  it("executes one order at a time", async () => {
    const { column, until } = await watched();
    expect(column.order("update")).toBe(true);
    expect(column.state.doing).toMatchObject({ order: "update" });
    expect(column.order("kill")).toBe(false);
    await until(({ last }) => last?.title === "Update");
    expect(column.state.wanted.version).toBe("v2");
    expect(column.order("rollBack")).toBe(true);
  });

  it("restores the deployment to roll back", async () => {
    const { column, site, until } = await watched();
    column.order("rollBack");
    await until(({ doing }) => !doing);
    expect(site.restored).toBe(1);
  });

  it("reports why a drill failed with an error, and continues", async () => {
    const { column, site, until } = await watched();
    site.up = async () => {
      throw new Error("the engine does not respond");
    };
    column.order("hang");
    await until(({ last }) => last !== undefined);
    expect(column.state.last).toMatchObject({ verdict: "error", reason: "the engine does not respond" });
    expect(column.state.doing).toBeUndefined();
    expect(column.order("kill")).toBe(true);
  });

  it("reports why requests are no longer sent, and does not take the silence for a drill's result", async () => {
    const all = await watched();
    const { column, site, until, fail } = all;
    fail("this machine cannot send requests: EMFILE");
    const problem = "requests are no longer sent: this machine cannot send requests: EMFILE";
    expect(column.state.problems).toEqual([problem]);
    column.order("kill");
    await until(({ last }) => last !== undefined);
    expect(column.state.last).toMatchObject({
      verdict: "error",
      reason: "this machine cannot send requests: EMFILE",
    });
    await expect(all.end()).rejects.toThrow(/EMFILE/);
    end = async () => site.cluster.close();
  });

  it("records an error for a drill during which sending failed", async () => {
    const all = await watched("swarm", { kill: "never replaces" });
    all.column.order("kill");
    await all.until(({ problems }) => problems.some((each) => each.includes("1 of 2")));
    all.fail("EMFILE");
    all.site.cluster.instances.push({ ...all.site.cluster.instances[0]!, id: "new" });
    await all.until(({ last }) => last !== undefined);
    expect(all.column.state.last).toMatchObject({ verdict: "error", reason: "EMFILE" });
    await expect(all.end()).rejects.toThrow("EMFILE");
    end = async () => all.site.cluster.close();
  });

  it("ends a drill when it must stop, without a result, and starts no other", async () => {
    const { column, end } = await watched("swarm", { kill: "never replaces" });
    column.order("kill");
    await end();
    expect(column.state.last).toBeUndefined();
    expect(column.order("kill")).toBe(false);
  });
});

describe("a column of an image of one's own", () => {
  it("shows the engine's instances, and no version or instance of any response", async () => {
    const { column, site, until } = await watched("nomad", { image: "one's own" });
    await until(({ seconds }) => seconds.length >= 2);
    const { instances, seconds, wanted, problems, lost } = column.state;
    expect(problems).toEqual([]);
    expect(lost).toBe(0);
    expect(wanted).toEqual({ version: "bbbbbbbbbbbb", replicas: 2 });
    expect(instances).toEqual(
      site.cluster.instances.map(({ id, node }) => ({ id, state: "ready", version: "bbbbbbbbbbbb", node })),
    );
    expect(seconds.at(-1)!.answered).toMatchObject([{ version: null, instance: null }]);
  });

  it("says which orders need the sample, and does not take one for a failure", async () => {
    const { column, until } = await watched("nomad", { image: "one's own" });
    expect(column.state.unsuited).toEqual({
      hang: expect.stringMatching(/^needs the sample image, which stops responding/),
      badRelease: expect.stringMatching(/^needs the sample image, which never becomes ready/),
      update: expect.stringMatching(/^needs the image to update to: .* --to /),
    });
    column.order("hang");
    await until(({ last }) => last !== undefined);
    expect(column.state.last).toMatchObject({ verdict: "not supported", reason: column.state.unsuited.hang });
  });

  it("updates to the image that podium serve was given, and shows the new digest", async () => {
    const { column, until } = await watched("nomad", { image: "one's own" }, undefined, OWN_NEXT);
    expect(column.state.unsuited.update).toBeUndefined();
    column.order("update");
    await until(({ last }) => last !== undefined);
    expect(column.state.last).toMatchObject({ title: "Update", verdict: "passed" });
    await until(({ instances }) => instances.every(({ version }) => version === "cccccccccccc"));
    expect(column.state.wanted.version).toBe("cccccccccccc");
  });
});
