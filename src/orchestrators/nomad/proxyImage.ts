import { isLocal } from "../../image/reference";

/** The official image with long-term support; by tag, as this program cannot know what the registry has today. */
const OFFICIAL = "haproxy:3.2-alpine";

/**
 * The front door's image unless the configuration names one: the environment's `PODIUM_PROXY_IMAGE`; or `haproxy` next to
 * the sample service's base image where that comes from a registry on this machine, which then stands in for the public
 * ones; or the official image.
 */
export function defaultProxyImage(env: Record<string, string | undefined>): string {
  const { PODIUM_PROXY_IMAGE: proxy, PODIUM_BASE_IMAGE: base } = env;
  if (proxy) return proxy;
  if (!base || !isLocal(base)) return OFFICIAL;
  // `host:5000/base/nodejs:latest` → `host:5000/base/haproxy:latest`; a digest is the other image's.
  return base.replace(/@.*$/, "").replace(/[^/:]+(:[^/:]+)?$/, "haproxy$1");
}
