import type { InstanceCount } from "../../workload/instances";
import { DEFAULTS } from "../../workload/defaults";
import type { Check, Workload } from "../../workload/workload";
import type { Patience } from "./health";

/** How an upgrade of the application proceeds, domain by domain, and when it has failed. All times are seconds. */
export interface UpgradePolicy {
  /** What a failed upgrade does: roll back, or stop where it is. */
  failureAction: "Rollback" | "Manual";
  /** From the moment that a domain runs the new version until its health counts. */
  healthCheckWait: number;
  /** A domain that has been healthy for this long is done. */
  healthCheckStable: number;
  /** If a domain stays unhealthy for this long, the upgrade has failed. */
  healthCheckRetry: number;
  /** A domain that is not done by then has failed; nothing else detects an image that cannot be pulled. */
  upgradeDomainTimeout: number;
  upgradeTimeout: number;
  /** How long a domain waits for other instances to be up before it continues without them. */
  upgradeReplicaSetCheckTimeout: number;
}

/** For pulling the image, stopping the old instance and starting the new one. */
const START_SECONDS = 120;
const AVAILABILITY_SECONDS = 30;
/** The default of a cluster on Azure. A domain without an instance takes its time, too. */
const UPGRADE_DOMAINS = 5;

/**
 * Derives the times from the workload's checks; the cluster's own defaults are 2 and 10 minutes, and infinite timeouts.
 * Where there is no check, the times are those of the default one: they also show that a process ends soon after its start.
 * Warnings count as errors, so one failed check is enough to see that a domain is unhealthy.
 * https://learn.microsoft.com/azure/service-fabric/service-fabric-application-upgrade-parameters
 */
export function upgradePolicy(
  { health = DEFAULTS.health, readiness = DEFAULTS.readiness, startSeconds = 0, update }: Workload,
  { max }: InstanceCount,
): UpgradePolicy {
  const healthCheckWait = verdict(readiness);
  const healthCheckStable = Math.max(once(health), once(readiness));
  // While an instance starts, its failing readiness check makes the domain unhealthy.
  const healthCheckRetry = verdict(health) + startSeconds;
  // The cluster refuses a timeout that does not leave time for the health checks.
  const upgradeDomainTimeout =
    AVAILABILITY_SECONDS + START_SECONDS + healthCheckWait + Math.max(healthCheckStable, healthCheckRetry);
  return {
    failureAction: update.rollback ? "Rollback" : "Manual",
    healthCheckWait,
    healthCheckStable,
    healthCheckRetry,
    upgradeDomainTimeout,
    // At worst each instance is in a domain of its own.
    upgradeTimeout: upgradeDomainTimeout * Math.max(UPGRADE_DOMAINS, max),
    upgradeReplicaSetCheckTimeout: AVAILABILITY_SECONDS,
  };
}

/** The same times where no upgrade monitors them. */
export const patience = (policy: UpgradePolicy): Patience => ({
  stable: policy.healthCheckWait,
  retry: policy.healthCheckRetry,
  timeout: policy.upgradeDomainTimeout,
});

/** The longest time until a check has run once. */
const once = ({ interval, timeout }: Check) => interval + timeout;
/** The longest time until a check has failed as often as it may. */
const verdict = ({ interval, timeout, failures }: Check) => interval * failures + timeout;
