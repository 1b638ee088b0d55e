import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { giveNodeBack } from "../../src/drills/giveBack";
import { type TakenNode, TakenNodes } from "../../src/drills/takenNodes";
import { engineOf } from "../../src/orchestrators/engines";
import { fakeEngine } from "../engine";
import { temporaryFolder } from "../folder";

vi.mock("../../src/orchestrators/engines", () => ({ engineOf: vi.fn() }));

let folder: string;
let nodes: TakenNodes;
beforeEach(() => {
  folder = temporaryFolder();
  nodes = new TakenNodes(folder);
});

const DRAINED = { how: "drained", node: "two", connection: { address: "http://127.0.0.1:9" } } as const;
/** A node that is started again by writing its name to a file. */
const stopped = (file: string): TakenNode => {
  const script = "require('node:fs').writeFileSync(process.argv[1], process.argv[2])";
  return { how: "stopped", node: "two", start: [process.execPath, "-e", script, file, "two"] };
};

const giveBack = (said: string[] = []) =>
  giveNodeBack("swarm", nodes, (progress) => void said.push(progress));

describe("the record of taken nodes", () => {
  it("is there for the next session, for the user only", () => {
    nodes.add("swarm", DRAINED);
    expect(new TakenNodes(folder).names).toEqual(["swarm"]);
    expect(new TakenNodes(folder).find("swarm")).toEqual(DRAINED);
    expect(nodes.find("nomad")).toBeUndefined();
    expect(statSync(join(folder, "swarm.json")).mode & 0o077).toBe(0);
  });

  it.each(["", "{", '{"how":"eaten","node":"two"}'])("says what to do if it is damaged: %j", (content) => {
    writeFileSync(join(folder, "swarm.json"), content);
    expect(() => nodes.find("swarm")).toThrow(/swarm\.json is damaged, .* give back the one that is missing/);
  });
});

describe("giving a node back", () => {
  it("does nothing if none is taken", async () => {
    const said: string[] = [];
    await giveBack(said);
    expect(said).toEqual([]);
  });

  it("ends the drain, through the connection by which it was drained", async () => {
    const undrain = vi.fn(async () => undefined);
    vi.mocked(engineOf).mockResolvedValue(fakeEngine({ undrain }));
    nodes.add("swarm", DRAINED);
    const said: string[] = [];
    await giveBack(said);
    expect(said).toEqual(["giving the node two back"]);
    expect(vi.mocked(engineOf)).toHaveBeenCalledWith("swarm", DRAINED.connection);
    expect(undrain).toHaveBeenCalledWith("two");
    expect(nodes.names).toEqual([]);
  });

  it("starts it again by the user's command", async () => {
    const file = join(folder, "started");
    nodes.add("swarm", stopped(file));
    await giveBack();
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(nodes.names).toEqual([]);
  });

  it("leaves the record if that fails, and says how to go on by hand", async () => {
    const file = join(folder, "no", "such", "folder");
    nodes.add("swarm", stopped(file));
    await expect(giveBack()).rejects.toThrow(
      /^The node two of swarm, which a drill has stopped, could not be given back: .*: exit code 1.* delete .*swarm\.json\.$/s,
    );
    expect(existsSync(join(folder, "swarm.json"))).toBe(true);
  });
});
