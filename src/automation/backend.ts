import { Failure } from "../common/errors";
import { PODIUM_FOLDER } from "../common/paths";

/** Whether Pulumi keeps its state elsewhere than in this project's folder. */
export const isElsewhere = (environment = process.env): boolean => Boolean(environment["PULUMI_BACKEND_URL"]);

/**
 * Pulumi makes a URL of the folder that keeps its state, and escapes nothing in it: `a%41` becomes `aA`, and what follows
 * a `?` or a `#` is lost.
 * https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/backend.go (massageBlobPath)
 * @throws Failure if the state would be looked for elsewhere, unless `PULUMI_BACKEND_URL` names another place.
 */
export function requireBackend(folder = PODIUM_FOLDER, environment = process.env): void {
  const [character] = /[%?#]/.exec(folder) ?? [];
  if (!character || isElsewhere(environment)) return;
  throw new Failure(
    `Pulumi cannot keep its state in ${folder}, since the path has a ${character}. Move this project to another folder, ` +
      "or set PULUMI_BACKEND_URL.",
  );
}
