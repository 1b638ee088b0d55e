import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import type { RegistryCredentials } from "../workload/workload";
import { isLocalRegistry, parseImage } from "./name";
import { platformsOf } from "./platforms";
import { type Login, Repository } from "./repository";

/** A cloud that is to run an image. */
export interface Cloud {
  /** E.g. `AWS`. */
  name: string;
  /** Of its machines, as images have it: `amd64` or `arm64`. */
  architecture: string;
  /** Whether the image is copied to the cloud's own registry first. */
  isCopied: boolean;
  /** The login at the image's registry. */
  credentials?: RegistryCredentials;
  /** What to do about a registry that the cloud cannot reach, a sentence. */
  registryRemedy: string;
  /** What to do about an image for other processors, a sentence. */
  platformRemedy: string;
}

/**
 * For the option `dependsOn`: nothing, once it is known that the cloud can run the image. A provider that depends on it
 * holds back all of its resources until then. A preview does not look, as a plan needs no network.
 * @throws Failure if the image is in a registry on this machine, or if it is for other processors.
 */
export function onceRunnable(image: pulumi.Input<string>, cloud: Cloud): pulumi.Output<pulumi.Resource[]> {
  const checked = pulumi.all([image, cloud.credentials]).apply(async ([reference, login]) => {
    if (!pulumi.runtime.isDryRun()) await check(reference, cloud, login);
    return [];
  });
  // It was computed with a secret, but is not one.
  return pulumi.unsecret(checked);
}

interface SourceLogin extends Login {
  server: string;
}

async function check(reference: string, cloud: Cloud, login?: SourceLogin): Promise<void> {
  const { name, architecture, isCopied, registryRemedy, platformRemedy } = cloud;
  const image = parseImage(reference);
  if (!isCopied && isLocalRegistry(image.registry)) {
    throw new Failure(
      `The image ${reference} is in a registry on this machine, which ${name} cannot reach. ${registryRemedy}`,
    );
  }
  const repository = new Repository(image, login?.server === image.registry ? login : undefined);
  const platforms = await platformsOf(image.digest!, repository).catch((error: unknown): string[] => {
    // The cloud may well be able to read what this machine cannot.
    void pulumi.log.warn(`It is not known which processors ${reference} is for: ${reasonOf(error)}`);
    return [];
  });
  const wanted = `linux/${architecture}`;
  if (!platforms.length || platforms.includes(wanted)) return;
  throw new Failure(
    `The image ${reference} is for ${platforms.join(", ")}, but ${name} is to run it on ${wanted}. ${platformRemedy}`,
  );
}
