import type { ToldCheck, ToldChecks } from "./checks";
import { Draft } from "./draft";
import { Secrets } from "./secrets";

/** What a Compose service or a Score workload tells, apart from what its image does. */
export class Source {
  readonly draft = new Draft();
  readonly secrets = new Secrets();
  /** The image's name, by tag or digest, and where that is said. */
  image = { name: "", from: "" };
  checks: Omit<ToldChecks, "health"> & {
    /** Parts of a check go over those of the image's own. */
    health?: ToldCheck | { none: string };
  } = {};
  /** What replaces settings of the image. */
  readonly replaces = new Set<"port" | "user" | "entrypoint" | "command" | "root file system">();
}
