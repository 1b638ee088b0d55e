import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stateFile } from "../../../src/automation/projects";
import { deployed } from "./pulumi";

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
