import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../src/drills/journal";
import { temporaryFolder } from "../folder";

let file: string;
let journal: Journal;
beforeEach(() => {
  file = join(temporaryFolder(), "drill.json");
  journal = new Journal(file);
});

const FOUND = { deployed: true, config: "config:\n  podium:version: v7 # mine\n" };

describe("the journal", () => {
  it("preserves the original state verbatim for the next session", () => {
    journal.add("swarm", FOUND);
    expect(new Journal(file).entries).toEqual({ swarm: FOUND });
  });

  it("keeps the first entry, since later ones are not the original state", () => {
    journal.add("swarm", FOUND);
    journal.add("swarm", { deployed: true, config: "changed" });
    expect(journal.entries).toEqual({ swarm: FOUND });
  });

  it("deletes the entries of restored deployments, and its file with the last one", () => {
    journal.add("swarm", FOUND);
    journal.add("nomad", { deployed: false, config: "" });
    journal.remove("swarm");
    expect(Object.keys(journal.entries)).toEqual(["nomad"]);
    journal.remove("nomad");
    expect(existsSync(file)).toBe(false);
    expect(journal.entries).toEqual({});
  });

  it("is readable by the user only", () => {
    journal.add("swarm", FOUND);
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});
