import { dirname, join, relative, sep } from "node:path";
import { Failure } from "../common/errors";
import { ROOT } from "../common/paths";
import { shownFile, WORKLOAD_FILE, workloadPath } from "../program/workloadPath";
import { SCHEMA_FILE } from "../workload/jsonSchema";

/** Where a workload file is to be written. */
interface Place {
  path: string;
  /** As messages show it. */
  file: string;
  /** The path of its JSON Schema, from its folder. */
  schema: string;
}

/** Where a new workload file belongs. @throws Failure if there is to be none. */
export function placeForWorkloadFile(): Place {
  const path = workloadPath();
  if (path === undefined)
    throw new Failure(`${WORKLOAD_FILE} is empty, so there is to be no file. Unset it first.`);
  const schema = relative(dirname(path), join(ROOT, SCHEMA_FILE)).replaceAll(sep, "/");
  return { path, file: shownFile(path), schema: schema.startsWith(".") ? schema : `./${schema}` };
}
