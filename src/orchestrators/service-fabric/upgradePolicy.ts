import type { Check, Workload } from "../../workload/workload";
import type { Patience } from "./health";

/** How an upgrade of the application goes, domain by domain, and when it has failed. All times are seconds. */
export interface UpgradePolicy {
  /** What a failed upgrade does: go back by itself, or stop where it is. */
  failureAction: "Rollback" | "Manual";
  /** From the moment that a domain runs the new version until its health counts. */
  healthCheckWait: number;
  /** Healthy for so long, a domain is done. */
  healthCheckStable: number;
  /** Unhealthy for so long, the upgrade has failed. */
  healthCheckRetry: number;
  /** A domain that is not done by then has failed; nothing else tells of an image that cannot be pulled. */
  upgradeDomainTimeout: number;
  upgradeTimeout: number;
  /** For so long a domain waits for other instances to be up first; then it goes on without them. */
  upgradeReplicaSetCheckTimeout: number;
}

/** For pulling the image, and for stopping the old instance and starting the new one. */
const START_SECONDS = 120;
const AVAILABILITY_SECONDS = 30;
/** What a cluster on Azure has by default. A domain without an instance takes its time, too. */
const UPGRADE_DOMAINS = 5;

/**
 * Times from the workload's checks; the cluster's own defaults are 2 and 10 minutes, and never for the timeouts.
 * Warnings count as errors, so that one failed check is enough to see that a domain is not well.
 * https://learn.microsoft.com/azure/service-fabric/service-fabric-application-upgrade-parameters
 */
export function upgradePolicy({ health, readiness, replicas, autoscaling, update }: Workload): UpgradePolicy {
  const healthCheckWait = verdict(readiness);
  const healthCheckStable = Math.max(once(health), once(readiness));
  const healthCheckRetry = verdict(health);
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
    upgradeTimeout: upgradeDomainTimeout * Math.max(UPGRADE_DOMAINS, autoscaling?.max ?? replicas),
    upgradeReplicaSetCheckTimeout: AVAILABILITY_SECONDS,
  };
}

/** The same times where no upgrade watches over them. */
export const patience = (policy: UpgradePolicy): Patience => ({
  stable: policy.healthCheckWait,
  retry: policy.healthCheckRetry,
  timeout: policy.upgradeDomainTimeout,
});

/** The longest time until a check has been made once. */
const once = ({ interval, timeout }: Check) => interval + timeout;
/** The longest time until a check has failed as often as it may. */
const verdict = ({ interval, timeout, failures }: Check) => interval * failures + timeout;
