import { writeFileSync } from "node:fs";
import { Failure } from "../../common/errors";
import { reasonOf } from "../../common/reason";
import { exampleFile } from "../../workload/example";
import { placeForWorkloadFile } from "../newWorkloadFile";

/**
 * Writes a workload file for the sample, which changes nothing until it is edited.
 * @throws Failure if there is one: it is never overwritten.
 */
export async function init(): Promise<void> {
  const { path, file, schema } = placeForWorkloadFile();
  try {
    writeFileSync(path, exampleFile(schema), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new Failure(`${file} exists, and is kept as it is. Edit it, or move it away and run this again.`);
    throw new Failure(`${file} cannot be written: ${reasonOf(error)}`);
  }
  console.log(`${file} describes the sample. Edit it, then see what it changes: npx podium plan`);
}
