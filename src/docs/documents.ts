import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import { largestRecording } from "../drills/recordings";
import { readResults } from "../drills/resultsFile";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { SCHEMA_FILE, workloadFileSchema } from "../workload/jsonSchema";
import { withExcerpts } from "./excerpts";
import { pageOf, recorded, renderPage } from "./pages";
import { fill, type Parts } from "./parts";
import { quizPage } from "./quiz/page";
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

const TESTING = join(ROOT, "docs", "testing.md");

/** Files that are generated as a whole, or have excerpts of code, with their content. */
export const GENERATED: Record<string, () => string | Promise<string>> = {
  [join(ROOT, SCHEMA_FILE)]: () => `${JSON.stringify(workloadFileSchema(), null, 2)}\n`,
  [join(ROOT, "docs", "quiz.md")]: () => quizPage(readResults(largestRecording())),
  [TESTING]: () => withExcerpts(readFileSync(TESTING, "utf8"), TESTING),
};

async function main(): Promise<void> {
  for (const file of DOCUMENTS) writeFile(file, render(readFileSync(file, "utf8")));
  for (const [file, content] of Object.entries(GENERATED)) writeFile(file, await content());
  const recordings = recorded();
  for (const name of ORCHESTRATOR_NAMES) writeFile(pageOf(name), await renderPage(name, recordings));
}

if (process.argv[1] === __filename) void main();
