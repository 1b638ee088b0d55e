import { readBlob, readManifest } from "./copy";
import type { Repository } from "./repository";

/**
 * What an image says about the containers that run it. Docker adds the health check and the shell to what OCI defines.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 * https://github.com/moby/docker-image-spec/blob/main/spec.md
 */
export interface ImageConfig {
  User?: string;
  /** By port and protocol, e.g. `8080/tcp`. */
  ExposedPorts?: Record<string, unknown>;
  /** `NAME=value` */
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  /** By path. */
  Volumes?: Record<string, unknown>;
  WorkingDir?: string;
  StopSignal?: string;
  /** Durations in nanoseconds. */
  Healthcheck?: {
    Test?: string[];
    Interval?: number;
    Timeout?: number;
    StartPeriod?: number;
    StartInterval?: number;
    Retries?: number;
  };
  /** What runs commands that are text. */
  Shell?: string[];
}

/** An image as its registry describes it. */
export interface DescribedImage {
  /** Of its index if it has one, so that every engine finds its platform. */
  digest: string;
  /** What the configuration is from, e.g. `linux/amd64`. */
  platform: string;
  config: ImageConfig;
}

/**
 * Reads an image's configuration from its registry. Of several platforms, the one that most engines have: `linux/amd64`,
 * or else the first one of Linux.
 * @param reference a tag or a digest.
 * @throws Error if the registry refuses a request, or if the image is not for Linux.
 */
export async function describeImage(reference: string, repository: Repository): Promise<DescribedImage> {
  const { digest, content } = await readManifest(reference, repository);
  const { manifests } = content;
  const linux = manifests?.filter(
    ({ platform }) => platform?.os === "linux" && platform.architecture !== "unknown",
  );
  const chosen = linux?.find(({ platform }) => platform?.architecture === "amd64") ?? linux?.[0];
  if (manifests && !chosen) throw new Error(`${repository.name} has no image for Linux in ${digest}`);
  const single = chosen ? (await readManifest(chosen.digest, repository)).content : content;
  if (!single.config) throw new Error(`${repository.name} has no configuration in ${digest}`);
  const blob = (await readBlob(single.config.digest, repository)) as {
    os?: string;
    architecture?: string;
    config?: ImageConfig;
  };
  const { os = "linux", architecture = "unknown", config } = blob;
  if (os !== "linux") throw new Error(`${repository.name} is for ${os}, not for Linux`);
  return { digest, platform: `${os}/${architecture}`, config: config ?? {} };
}
