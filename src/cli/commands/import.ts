import { lstatSync } from "node:fs";
import colours from "picocolors";
import { Failure } from "../../common/errors";
import { writeFile } from "../../common/files";
import { type Item, importFrom, workloadFileText } from "../../import";
import { placeForWorkloadFile } from "../newWorkloadFile";
import { table } from "../table";

interface Options {
  service?: string;
  yes?: boolean;
  json?: boolean;
}

/**
 * Writes a workload file from a Compose file, a Score file or an image, and shows what became of each item.
 * @returns the exit code: 1 if there is a file and it is to be kept.
 * @throws Failure if there is one and nobody can be asked, and what `importFrom` does.
 */
export async function importApp([what]: [string], { service, yes, json }: Options): Promise<number> {
  const { path, file, schema } = placeForWorkloadFile();
  const isThere = exists(path);
  const canAsk = process.stdin.isTTY && !json;
  if (isThere && !yes && !canAsk)
    throw new Failure(`${file} exists, and is kept as it is. Move it away, or replace it by adding --yes.`);
  const draft = await importFrom(what, service);
  if (!json) console.log(shown(draft.items));
  if (isThere && !yes && !(await agreed(file))) {
    console.log(`${file} is kept as it is.`);
    return 1;
  }
  writeFile(path, workloadFileText(draft, what, schema));
  if (json) console.log(JSON.stringify({ file, values: draft.values, items: draft.items }, null, 2));
  else
    console.log(
      `\n${file} describes ${String(draft.values["image"])}. Read it, then see what it means: npx podium plan`,
    );
  return 0;
}

const SIGNS = { taken: colours.green("✔"), approximated: colours.yellow("≈"), lost: colours.red("✘") };

const shown = (items: Item[]): string =>
  table(
    ["", "", "from", "to", ""],
    items.map(({ outcome, from, to = "", why = "" }) => [SIGNS[outcome], outcome, from, to, why]),
    [1, 12, 38, 26, 60],
  );

/** Also a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

async function agreed(file: string): Promise<boolean> {
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message: `${file} exists. Replace it?`, default: false });
}
