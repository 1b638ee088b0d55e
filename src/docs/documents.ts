import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import { newestRecording } from "../drills/recordings";
import { readResults } from "../drills/resultsFile";
import { SCHEMA_FILE, workloadFileSchema } from "../workload/jsonSchema";
import { withExcerpts } from "./excerpts";
import { quizPage } from "./quiz/page";
import { contractTable, fidelityTable, orchestratorList, settingsTable } from "./tables";

/** The documents with generated parts. */
export const DOCUMENTS = ["README.md", "docs/configuration.md", "docs/fidelity.md"].map((file) =>
  join(ROOT, file),
);

/**
 * The parts of the documents that repeat what the code says. They stand between the comments `<!-- NAME:begin -->` and
 * `<!-- NAME:end -->`; `npm run docs` updates them, and a test fails while they are stale.
 */
export const PARTS: Record<string, () => string> = {
  orchestrators: orchestratorList,
  fidelity: fidelityTable,
  contract: contractTable,
  settings: settingsTable,
};

const PART = /(<!-- (\w+):begin -->\n)[^]*?(<!-- \2:end -->)/g;

/** A document with its generated parts up to date. */
export const render = (text: string): string =>
  text.replace(PART, (_all, begin: string, name: string, end: string) => {
    const part = PARTS[name];
    if (!part) throw new Error(`there is no generated part called ${name}`);
    return `${begin}\n${part()}\n\n${end}`;
  });

const TESTING = join(ROOT, "docs", "testing.md");

/** Files that are generated as a whole, or have excerpts of code, with their content. */
export const GENERATED: Record<string, () => string | Promise<string>> = {
  [join(ROOT, SCHEMA_FILE)]: () => `${JSON.stringify(workloadFileSchema(), null, 2)}\n`,
  [join(ROOT, "docs", "quiz.md")]: () => quizPage(readResults(newestRecording())),
  [TESTING]: () => withExcerpts(readFileSync(TESTING, "utf8"), TESTING),
};

async function main(): Promise<void> {
  for (const file of DOCUMENTS) writeFile(file, render(readFileSync(file, "utf8")));
  for (const [file, content] of Object.entries(GENERATED)) writeFile(file, await content());
}

if (process.argv[1] === __filename) void main();
