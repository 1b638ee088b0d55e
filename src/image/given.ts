import { InvalidConfig } from "../workload/problems";
import { imageByDigest } from "./name";

/**
 * The image that the configuration gives, with its registry and without a tag.
 * @throws InvalidConfig if it is not by digest: a tag can mean another image tomorrow, or on another engine.
 */
export function givenImage(given: unknown): string {
  const image = typeof given === "string" ? imageByDigest(given) : undefined;
  if (image) return image;
  const rule =
    "must be an image by digest, repository@sha256:…, in lower case and without http:// " +
    "(see `docker inspect --format '{{index .RepoDigests 0}}' IMAGE`)";
  throw new InvalidConfig([{ key: "podium:image", value: given, rule }]);
}
