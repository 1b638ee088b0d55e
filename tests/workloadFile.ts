import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./folder";

/** The path of a workload file with this content, until the test ends. */
export function workloadFileOf(content: string): string {
  const file = join(temporaryFolder(), "podium.yaml");
  writeFileSync(file, content);
  return file;
}
