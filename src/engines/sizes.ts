import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type Docker from "dockerode";
import { z } from "zod";
import { isLocalRegistry, parseImage } from "../image/name";

/** Milliseconds for an answer about one image. */
const TIMEOUT_MS = 10_000;

const manifest = z.object({ layers: z.array(z.object({ size: z.number() })) });
const entry = z.object({
  Descriptor: z.object({ platform: z.object({ architecture: z.string() }).optional() }).optional(),
  SchemaV2Manifest: manifest.optional(),
  OCIManifest: manifest.optional(),
});

/**
 * Bytes that Docker has to download for an image: 0 if it has the image; undefined if the image's registry does not say.
 * @param architecture in Go's words, e.g. `amd64`.
 */
export async function downloadSize(
  docker: Docker,
  image: string,
  architecture: string,
): Promise<number | undefined> {
  const isHere = await docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (isHere) return 0;
  const insecure = isLocalRegistry(parseImage(image).registry) ? ["--insecure"] : [];
  const args = ["manifest", "inspect", "--verbose", ...insecure, image];
  return promisify(execFile)("docker", args, { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => sizeIn(stdout, architecture),
    () => undefined,
  );
}

/** The size of all layers, in what `docker manifest inspect --verbose` prints. */
export function sizeIn(text: string, architecture: string): number | undefined {
  try {
    const found = z.union([z.array(entry), entry.transform((one) => [one])]).parse(JSON.parse(text));
    const own =
      found.find(({ Descriptor }) => Descriptor?.platform?.architecture === architecture) ?? found[0];
    const { layers } = (own?.SchemaV2Manifest ?? own?.OCIManifest)!;
    return layers.reduce((sum, { size }) => sum + size, 0);
  } catch {
    return undefined;
  }
}

/** E.g. "about 120 MB". */
export function describeSizes(sizes: (number | undefined)[]): string {
  const known = sizes.filter((size) => size !== undefined);
  const unknown = sizes.length - known.length;
  const bytes = known.reduce((sum, size) => sum + size, 0);
  if (unknown === sizes.length && unknown) return "a size that the registries do not say";
  if (!bytes && !unknown) return "nothing, since all images are here";
  return `about ${Math.max(1, Math.round(bytes / 1e6))} MB${unknown ? ", and more of an unknown size" : ""}`;
}
