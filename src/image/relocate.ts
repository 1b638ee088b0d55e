import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import { reasonOf } from "../common/reach";
import type { RegistryCredentials } from "../workload/workload";
import { copyImage } from "./copy";
import { hostOf } from "./reference";
import { type Login, Repository } from "./repository";

export interface Relocation {
  /** The image, by digest. */
  image: pulumi.Input<string>;
  /** How to log in where it is. */
  credentials?: RegistryCredentials;
  /** Where it is to be, e.g. `registry.example.com/podium`. */
  repository: pulumi.Input<string>;
  /** How to log in there; a preview can do without. */
  login: pulumi.Input<Login | undefined>;
}

/**
 * The image in another repository, under the same digest. What depends on this output waits until the image is there; a
 * preview copies nothing.
 */
export function relocate({ image, credentials, repository, login }: Relocation): pulumi.Output<string> {
  const copied = pulumi
    .all([image, credentials, repository, login])
    .apply(async ([reference, sourceLogin, target, targetLogin]) => {
      const [named = "", digest = ""] = reference.split("@");
      // Beside a digest, a tag says nothing.
      const source = named.replace(/:[^/]*$/, "");
      if (!pulumi.runtime.isDryRun()) {
        const mayLogIn = sourceLogin?.server === hostOf(source);
        const from = new Repository(source, mayLogIn ? sourceLogin : undefined);
        await copyImage(digest, from, new Repository(target, targetLogin)).catch((error: unknown) => {
          throw new RunError(`The image was not copied to ${target}: ${reasonOf(error)}`);
        });
      }
      return `${target}@${digest}`;
    });
  // Made with secrets, and none itself.
  return pulumi.unsecret(copied);
}
