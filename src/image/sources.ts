import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../app/bundle";
import { checkRegistry, defaultRegistry } from "./name";

export interface SampleImageArgs {
  /** Where the image is pushed: host and port, with a path if the registry has one. */
  registry: string;
  /** The base image: Node.js at `/nodejs/bin/node`, as in distroless. */
  baseImage: string;
  /** E.g. `linux/amd64`; by default the Docker engine's own. */
  platform?: string;
  /** The folder with a Dockerfile and `dist/server.js`. */
  context: string;
}

/**
 * What the sample image is made of, as the stack's configuration and the environment say; bundles the service.
 * @param configured reads a key of the configuration.
 * @throws Failure if the registry is no such address.
 */
export async function sampleImageArgs(
  configured: (key: "registry" | "baseImage" | "platform") => string | undefined,
): Promise<SampleImageArgs> {
  const registry = configured("registry");
  return {
    context: await bundle(),
    registry: registry === undefined ? defaultRegistry() : checkRegistry("podium:registry", registry),
    baseImage:
      configured("baseImage") ??
      process.env["PODIUM_BASE_IMAGE"] ??
      "gcr.io/distroless/nodejs22-debian12:nonroot",
    platform: configured("platform"),
  };
}

/** The image's repository. */
export const repositoryOf = ({ registry }: Pick<SampleImageArgs, "registry">): string => `${registry}/podium`;

/** A tag for what the image is made of. */
export function tagOf({ baseImage, platform = "", context }: SampleImageArgs): string {
  const hash = createHash("sha256").update(`${baseImage}\n${platform}\n`);
  for (const file of ["Dockerfile", "dist/server.js"]) hash.update(readFileSync(join(context, file)));
  return hash.digest("hex").slice(0, 16);
}

/** What an image was made of and where it was pushed, to compare with: its name with the tag. */
export const sourcesOf = (args: SampleImageArgs): string => `${repositoryOf(args)}:${tagOf(args)}`;
