import { isLocalRegistry, parseImage } from "../../image/name";

/** The official image with long-term support; by tag, as this program cannot know what the registry has today. */
const OFFICIAL = "haproxy:3.2-alpine";

/**
 * The front door's image unless the configuration names one: `PODIUM_PROXY_IMAGE`, or `haproxy` next to the sample
 * service's base image if that is in a registry on this machine, which then replaces the public ones, or the official
 * image.
 */
export function defaultProxyImage(env: Record<string, string | undefined>): string {
  const { PODIUM_PROXY_IMAGE: proxy, PODIUM_BASE_IMAGE: base } = env;
  if (proxy) return proxy;
  const { registry, repository, tag } = parseImage(base ?? "");
  if (!isLocalRegistry(registry)) return OFFICIAL;
  // `host:5000/base/nodejs:latest` → `host:5000/base/haproxy:latest`; the other image's digest is of no use.
  const folder = repository.replace(/[^/]*$/, "");
  return `${registry}/${folder}haproxy${tag ? `:${tag}` : ""}`;
}
