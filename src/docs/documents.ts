import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { SCHEMA_FILE, workloadFileSchema } from "../workload/jsonSchema";
import { pageOf, recorded, renderPage } from "./pages";
import { fill, type Parts } from "./parts";
import { contractTable, fidelityTable, orchestratorList, settingsTable } from "./tables";

/** The documents with generated parts. */
export const DOCUMENTS = ["README.md", "docs/configuration.md", "docs/fidelity.md"].map((file) =>
  join(ROOT, file),
);

/** The parts of the documents that repeat what the code says: `npm run docs` updates them, a test fails while they are stale. */
export const PARTS: Parts = {
  orchestrators: orchestratorList,
  fidelity: fidelityTable,
  contract: contractTable,
  settings: settingsTable,
};

/** A document with its generated parts up to date. */
export const render = (text: string): string => fill(text, PARTS);

/** Files that are generated as a whole, with their content. */
export const GENERATED: Record<string, () => string> = {
  [join(ROOT, SCHEMA_FILE)]: () => `${JSON.stringify(workloadFileSchema(), null, 2)}\n`,
};

async function main(): Promise<void> {
  for (const file of DOCUMENTS) writeFile(file, render(readFileSync(file, "utf8")));
  for (const [file, content] of Object.entries(GENERATED)) writeFile(file, content());
  const recording = recorded();
  for (const name of ORCHESTRATOR_NAMES) writeFile(pageOf(name), await renderPage(name, recording));
}

if (process.argv[1] === __filename) void main();
