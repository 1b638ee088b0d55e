import { existsSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../src/drills/journal";

let file: string;
let journal: Journal;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), "podium-")), "drill.json");
  journal = new Journal(file);
});

const FOUND = { deployed: true, config: "config:\n  podium:version: v7 # mine\n" };

describe("the journal", () => {
  it("tells the next session, word for word, how a deployment was found", () => {
    journal.add("swarm", FOUND);
    expect(new Journal(file).entries).toEqual({ swarm: FOUND });
  });

  it("keeps what was found first: what a drill has changed was not found", () => {
    journal.add("swarm", FOUND);
    journal.add("swarm", { deployed: true, config: "changed" });
    expect(journal.entries).toEqual({ swarm: FOUND });
  });

  it("forgets what was restored, and is gone when all is", () => {
    journal.add("swarm", FOUND);
    journal.add("nomad", { deployed: false, config: "" });
    journal.remove("swarm");
    expect(Object.keys(journal.entries)).toEqual(["nomad"]);
    journal.remove("nomad");
    expect(existsSync(file)).toBe(false);
    expect(journal.entries).toEqual({});
  });

  it("is for nobody else to read", () => {
    journal.add("swarm", FOUND);
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});
