import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import type { RegistryCredentials } from "../workload/workload";
import { copyImage } from "./copy";
import { parseImage } from "./name";
import { type Login, Repository } from "./repository";

export interface Relocation {
  /** The image, by digest. */
  image: pulumi.Input<string>;
  /** The login at its present registry. */
  credentials?: RegistryCredentials;
  /** The target repository, e.g. `registry.example.com/podium`. */
  repository: pulumi.Input<string>;
  /** The login at the target; a preview does not need it. */
  login: pulumi.Input<Login | undefined>;
}

/**
 * The image in another repository, under the same digest. Resources that depend on this output wait until the copy exists.
 *
 * The copy is made in `apply` because no Pulumi provider copies an image between registries without changing its digest,
 * and a dynamic resource would store both logins in the state. A preview copies nothing.
 */
export function relocate({ image, credentials, repository, login }: Relocation): pulumi.Output<string> {
  const copied = pulumi
    .all([image, credentials, repository, login])
    .apply(async ([reference, sourceLogin, target, targetLogin]) => {
      const source = parseImage(reference);
      const digest = source.digest!;
      if (!pulumi.runtime.isDryRun()) {
        const from = new Repository(
          source,
          sourceLogin?.server === source.registry ? sourceLogin : undefined,
        );
        await copyImage(digest, from, new Repository(parseImage(target), targetLogin)).catch(
          (error: unknown) => {
            throw new Failure(`The image could not be copied to ${target}: ${reasonOf(error)}`);
          },
        );
      }
      return `${target}@${digest}`;
    });
  // It was computed with secrets, but is not one.
  return pulumi.unsecret(copied);
}
