import { readBlob, readManifest } from "./copy";
import type { Repository } from "./repository";

/** What a manifest or an image's configuration says about a platform. */
interface Platform {
  os?: string;
  architecture?: string;
}

/**
 * The platforms that an image is for, e.g. `linux/amd64`, as its registry describes it. Its index names them; the manifest
 * of a single platform does not, but the image's configuration does.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md
 * @throws Error if the registry refuses a request, or if content does not match its digest.
 */
export async function platformsOf(digest: string, repository: Repository): Promise<string[]> {
  const { content } = await readManifest(digest, repository);
  const platforms = content.manifests
    ? content.manifests.map(({ platform }) => platform)
    : [content.config && ((await readBlob(content.config.digest, repository)) as Platform)];
  return platforms.flatMap((platform) => {
    const { os = "linux", architecture } = platform ?? {};
    // Build tools list attestations under an unknown platform.
    return architecture && architecture !== "unknown" ? [`${os}/${architecture}`] : [];
  });
}
