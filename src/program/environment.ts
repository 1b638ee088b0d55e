import * as pulumi from "@pulumi/pulumi";
import type { DeploymentArgs } from "./deployment";

/**
 * The environment of every instance except its secrets: the workload's own variables, and those from which the sample
 * service reports about itself. Other images ignore the latter, apart from `PORT`.
 * @param extra what this orchestrator adds, such as how an instance finds its peers.
 */
export function environment(
  orchestrator: string,
  { workload, image }: Pick<DeploymentArgs, "workload" | "image">,
  extra: Record<string, string> = {},
): pulumi.Output<Record<string, string>> {
  return pulumi.output(image).apply((reference): Record<string, string> => ({
    PORT: String(workload.port),
    PODIUM_ORCHESTRATOR: orchestrator,
    PODIUM_VERSION: workload.version,
    PODIUM_IMAGE: reference,
    PODIUM_STOP_SECONDS: String(workload.stopSeconds),
    PODIUM_SECRETS: Object.keys(workload.secrets).join(","),
    ...(workload.health && { PODIUM_HEALTH_PATH: workload.health.path }),
    ...extra,
    ...workload.env,
  }));
}

/** The health command inside the sample image, which has neither a shell nor curl: exits 0 when healthy. */
export const HEALTH_COMMAND = ["/nodejs/bin/node", "/app/server.js", "health"];

/**
 * The command that checks an instance from within its container; undefined if its image is not known to have one, or none
 * is wanted.
 */
export const healthCommand = ({ workload: { health }, isSample }: DeploymentArgs): string[] | undefined =>
  health && (health.command ?? (isSample ? HEALTH_COMMAND : undefined));
