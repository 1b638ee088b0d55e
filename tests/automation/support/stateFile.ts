import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeEach, vi } from "vitest";
import { stateFile } from "../../../src/automation/projects";
import { temporaryFolder } from "../../folder";
import { folder } from "../../podiumFolder";
import { deployed } from "./pulumi";

/** Has Pulumi keep its state in Podium's own folder, a new one for each test of a file that mocks it with `pathsOf`. */
export const keepStateHere = () =>
  beforeEach(() => {
    folder.path = temporaryFolder();
    vi.stubEnv("PULUMI_BACKEND_URL", "");
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
    return () => vi.unstubAllEnvs();
  });

/** A state file as Pulumi writes it. */
export function writeState(content: object | string, path = stateFile("swarm")): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** What is in it. */
export const checkpoint = (outputs: object) => ({
  version: 3,
  checkpoint: { stack: "organization/podium-swarm/dev", latest: deployed(outputs).deployment },
});
