import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../common/paths";
import { hasRecording, shownRecordings } from "../drills/recordings";
import type { Results } from "../drills/result";
import { readResults } from "../drills/resultsFile";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { CONCEPTS } from "../orchestrators/orchestrator";
import { rawTable } from "../report/markup";
import { SIGNS } from "../visuals/words";
import { CONTRACT, MATRIX, type MatrixItem } from "../workload/fidelity";
import { measurements } from "./measurements";
import { fill } from "./parts";
import { picture } from "./picture";

/** The page of the course about one orchestrator. */
export const pageOf = (name: OrchestratorName) => join(ROOT, "docs", "orchestrators", `${name}.md`);

/** What such pages show numbers of: the recordings that are shown, a list for each setup. */
export const recorded = (): Results[][] =>
  hasRecording() ? shownRecordings().map((setup) => setup.map(readResults)) : [];

/** Such a page with its generated parts up to date; the rest of it is written by hand. */
export async function renderPage(name: OrchestratorName, recordings: Results[][]): Promise<string> {
  const drawn = await picture(name);
  return fill(readFileSync(pageOf(name), "utf8"), {
    words: () => wordsTable(name),
    picture: () => `\`\`\`mermaid\n${drawn}\n\`\`\``,
    losses: () => lossesTable(name),
    measured: () => measurements(name, recordings),
  });
}

/** The words of all orchestrators, and this one's. */
function wordsTable(name: OrchestratorName): string {
  const { concepts } = ORCHESTRATORS[name];
  const keys = Object.keys(CONCEPTS) as (keyof typeof CONCEPTS)[];
  return rawTable(
    ["Podium", "", ORCHESTRATORS[name].title],
    keys.map((key) => [`**${key}**`, CONCEPTS[key], concepts[key]].map(cell)),
  );
}

/** Every item that is not expressed faithfully, and the effect. */
function lossesTable(name: OrchestratorName): string {
  const { fidelity } = ORCHESTRATORS[name];
  const items = (Object.keys(MATRIX) as MatrixItem[]).filter((item) => fidelity[item].level !== "native");
  return rawTable(
    ["", "", "what happens instead"],
    items.map((item) => {
      const { level, effect = "" } = fidelity[item];
      return [SIGNS[level], item in CONTRACT ? `\`${MATRIX[item]}\`` : MATRIX[item], cell(effect)];
    }),
  );
}

/** Markdown that does not end a cell. */
const cell = (markdown: string) => markdown.replaceAll("|", "\\|");
