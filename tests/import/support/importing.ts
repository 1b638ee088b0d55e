import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Draft, importFrom, type Item, workloadFileText } from "../../../src/import";
import { usingWorkloadFile } from "../../../src/program/workloadPath";
import { readWorkloadFile } from "../../../src/program/workloadFile";
import { temporaryFolder } from "../../folder";

/** What an import made, and what the file that it wrote says when it is read. */
export interface Imported {
  items: Item[];
  /** Without the image. */
  values: Record<string, unknown>;
  image: string;
  text: string;
}

/** Writes files, by name, to a folder of their own. @returns the folder. */
export function filesOf(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Imports, writes, and reads back. */
export async function importing(what: string, service?: string): Promise<Imported> {
  return readBack(await importFrom(what, service), what);
}

export async function readBack(draft: Draft, what = "a test"): Promise<Imported> {
  const text = workloadFileText(draft, what, "./podium.schema.json");
  const folder = filesOf({ "podium.yaml": text });
  const read = await usingWorkloadFile(join(folder, "podium.yaml"), async () => readWorkloadFile());
  const { image, ...values } = read!.values;
  return { items: draft.items, values, image: String(image), text };
}

/** What became of an item. */
export const itemOf = (items: Item[], from: string): Item | undefined =>
  items.find((item) => item.from === from || item.from.startsWith(`${from} `));
