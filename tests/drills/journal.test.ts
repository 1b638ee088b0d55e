import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../src/drills/journal";
import { temporaryFolder } from "../folder";

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = temporaryFolder();
  journal = new Journal(folder);
});

const FOUND = { deployed: true, config: "config:\n  podium:version: v7 # mine\n" };

describe("the journal", () => {
  it("preserves the original state verbatim for the next session", () => {
    journal.add("swarm", FOUND);
    expect(new Journal(folder).names).toEqual(["swarm"]);
    expect(new Journal(folder).find("swarm")).toEqual(FOUND);
  });

  it("keeps the first entry, since later ones are not the original state", () => {
    journal.add("swarm", FOUND);
    journal.add("swarm", { deployed: true, config: "changed" });
    expect(journal.find("swarm")).toEqual(FOUND);
  });

  it("deletes the entries of restored deployments", () => {
    journal.add("swarm", FOUND);
    journal.add("nomad", { deployed: false, config: "" });
    journal.remove("swarm");
    expect(journal.names).toEqual(["nomad"]);
    expect(journal.find("swarm")).toBeUndefined();
    journal.remove("nomad");
    expect(journal.names).toEqual([]);
  });

  it.each(["", "{", '{"deployed":true}'])(
    "names the file of a damaged entry and what to do, and keeps the others: %j",
    (content) => {
      journal.add("swarm", FOUND);
      const file = join(folder, "nomad.json");
      writeFileSync(file, content);
      for (const use of [() => journal.find("nomad"), () => journal.add("nomad", FOUND)]) {
        expect(use).toThrow(new RegExp(`^${file} is damaged, .* delete ${file}, then run `));
      }
      expect(journal.find("swarm")).toEqual(FOUND);
    },
  );

  it("is readable by the user only", () => {
    journal.add("swarm", FOUND);
    expect(statSync(join(folder, "swarm.json")).mode & 0o077).toBe(0);
  });
});
