import { writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { Failure } from "../../common/errors";
import { ROOT } from "../../common/paths";
import { reasonOf } from "../../common/reason";
import { shownFile, WORKLOAD_FILE, workloadPath } from "../../program/workloadPath";
import { exampleFile } from "../../workload/example";
import { SCHEMA_FILE } from "../../workload/jsonSchema";

/**
 * Writes a workload file for the sample, which changes nothing until it is edited.
 * @throws Failure if there is one: it is never overwritten.
 */
export async function init(): Promise<void> {
  const path = workloadPath();
  if (path === undefined)
    throw new Failure(`${WORKLOAD_FILE} is empty, so there is to be no file. Unset it first.`);
  const file = shownFile(path);
  const schema = relative(dirname(path), join(ROOT, SCHEMA_FILE)).replaceAll(sep, "/");
  try {
    writeFileSync(path, exampleFile(schema.startsWith(".") ? schema : `./${schema}`), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new Failure(`${file} exists, and is kept as it is. Edit it, or move it away and run this again.`);
    throw new Failure(`${file} cannot be written: ${reasonOf(error)}`);
  }
  console.log(`${file} describes the sample. Edit it, then see what it changes: npx podium plan`);
}
