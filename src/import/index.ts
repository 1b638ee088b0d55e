import { lstatSync } from "node:fs";
import { basename } from "node:path";
import { Failure, WrongUsage } from "../common/errors";
import { parseImage } from "../image/name";
import { fromCompose } from "./compose/service";
import { isImageName, takeImage } from "./image";
import { takeName } from "./name";
import { fromScore } from "./score/workload";
import { Source } from "./source";
import { readSourceFile } from "./sourceFile";

export { type Draft, type Item } from "./draft";
export { workloadFileText } from "./file";

/**
 * Makes a workload file from what people have: a Compose file, a Score file, or an image by its name.
 * @param service which service of a Compose file, or container of a Score file, if there are several.
 * @throws WrongUsage if a service has to be named, or if `what` is neither a file nor the name of an image.
 * @throws Failure if the file is not valid, or if the image's digest cannot be found out.
 */
export async function importFrom(what: string, service: string | undefined) {
  const source = await read(what, service);
  await takeImage(source);
  return source.draft;
}

async function read(what: string, service: string | undefined): Promise<Source> {
  if (!isFile(what)) {
    if (service !== undefined) throw new WrongUsage(`--service is for files, and ${what} is not one.`);
    return fromImage(what);
  }
  const file = readSourceFile(what);
  if ("services" in file.value) return fromCompose(file, service);
  if (String(file.value["apiVersion"]).startsWith("score.dev/")) return fromScore(file, service);
  throw new Failure(
    `${what} is neither a Compose file, which has services, nor a Score file, which has apiVersion: score.dev/v1b1.`,
  );
}

function fromImage(name: string): Source {
  if (!isImageName(name))
    throw new WrongUsage(
      `${name} is neither a file nor the name of an image, such as nginx:1.29 or registry.example.com/team/app@sha256:…`,
    );
  const source = new Source();
  source.image = { name, from: "image" };
  takeName(source.draft, "the image's name", basename(parseImage(name).repository));
  return source;
}

/** What is there, or is called like a file: an image's name could have a dot, too. */
function isFile(what: string): boolean {
  try {
    lstatSync(what);
    return true;
  } catch {
    return /\.(ya?ml|json)$/i.test(what) || /^[./~\\]/.test(what);
  }
}
