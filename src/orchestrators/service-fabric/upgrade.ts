import { isDeepStrictEqual } from "node:util";
import { unfinished } from "../dynamic";
import { call, idOf, poll, unless } from "./gateway";
import { applicationHealth, becomesHealthy, reportsOf } from "./health";
import {
  hasFailed,
  isRollingBack,
  isRollingForward,
  type KeyValue,
  type UpgradeProgress,
  upgradeProgress,
} from "./progress";
import { patience, type UpgradePolicy } from "./upgradePolicy";

/** What an application is to become. */
export interface Target {
  /** The base URL of the cluster's HTTP gateway. */
  endpoint: string;
  /** E.g. `fabric:/demo`. */
  name: string;
  typeVersion: string;
  parameters: Record<string, string>;
  upgradePolicy: UpgradePolicy;
}

interface ApplicationInfo {
  TypeVersion: string;
  Parameters?: KeyValue[];
}

/** Undefined if the cluster does not have it. */
export const findApplication = (target: Target) =>
  call<ApplicationInfo>(target, "GET", `/Applications/${idOf(target.name)}`);

export const keyValues = (parameters: Record<string, string>): KeyValue[] =>
  Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));

export const recordOf = (list: KeyValue[] = []) =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));

/**
 * Upgrades an application and waits for the end. An upgrade that an earlier attempt has left behind is waited for, or
 * rolled back if its target is another.
 * @throws Error if the upgrade was rolled back: the application then is what it was before. After any other failure it
 * may be half done, which the error reports to Pulumi.
 */
export async function upgrade(target: Target): Promise<void> {
  const { name } = target;
  const path = `/Applications/${idOf(name)}/$`;
  const earlier = await unless(upgradeProgress(target, name), "FABRIC_E_APPLICATION_NOT_FOUND");
  if (!earlier) {
    throw new Error(`${name} no longer exists in the cluster. Run \`pulumi refresh\`, then \`pulumi up\``);
  }
  const resumes = isRollingForward(earlier) && !hasFailed(earlier) && leadsTo(earlier, target);
  if (!resumes) {
    if (isRollingForward(earlier)) await call(target, "POST", `${path}/RollbackUpgrade`, {});
    if (isUnderWay(earlier)) await ending(target, (now) => !isUnderWay(now));
    if (await isThere(target)) return;
    await call(target, "POST", `${path}/Upgrade`, await upgradeDescription(target));
  }
  try {
    await finish(target);
  } catch (error) {
    throw (error as { rolledBack?: boolean }).rolledBack ? error : unfinished(name, target, error);
  }
}

const isUnderWay = (progress: UpgradeProgress) => isRollingForward(progress) || isRollingBack(progress);

const leadsTo = (progress: UpgradeProgress, { typeVersion, parameters }: Target) =>
  progress.TargetApplicationTypeVersion === typeVersion &&
  isDeepStrictEqual(recordOf(progress.UpgradeDescription?.Parameters), parameters);

async function isThere(target: Target): Promise<boolean> {
  const found = await findApplication(target);
  const actual = recordOf(found?.Parameters);
  return (
    found?.TypeVersion === target.typeVersion &&
    Object.entries(target.parameters).every(([key, value]) => actual[key] === value)
  );
}

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-applicationupgradedescription */
async function upgradeDescription(target: Target) {
  const { name, typeVersion, parameters, upgradePolicy } = target;
  const duration = (seconds: number) => `PT${seconds}S`;
  return {
    Name: name,
    TargetApplicationTypeVersion: typeVersion,
    // What is omitted would revert to the manifest's defaults.
    Parameters: keyValues(parameters),
    UpgradeKind: "Rolling",
    RollingUpgradeMode: "Monitored",
    // Otherwise running processes might keep the old parameters.
    ForceRestart: true,
    UpgradeReplicaSetCheckTimeoutInSeconds: upgradePolicy.upgradeReplicaSetCheckTimeout,
    MonitoringPolicy: {
      FailureAction: upgradePolicy.failureAction,
      HealthCheckWaitDurationInMilliseconds: duration(upgradePolicy.healthCheckWait),
      HealthCheckStableDurationInMilliseconds: duration(upgradePolicy.healthCheckStable),
      HealthCheckRetryTimeoutInMilliseconds: duration(upgradePolicy.healthCheckRetry),
      UpgradeDomainTimeoutInMilliseconds: duration(upgradePolicy.upgradeDomainTimeout),
      UpgradeTimeoutInMilliseconds: duration(upgradePolicy.upgradeTimeout),
    },
    ApplicationHealthPolicy: {
      // A failed probe is a warning at first, and so is a container that exits.
      ConsiderWarningAsError: true,
      // What is already unhealthy must not fail an upgrade that may repair it.
      MaxPercentUnhealthyDeployedApplications: await unhealthyPercent(target),
      DefaultServiceTypeHealthPolicy: {
        MaxPercentUnhealthyServices: 0,
        MaxPercentUnhealthyPartitionsPerService: 0,
        MaxPercentUnhealthyReplicasPerPartition: 0,
      },
    },
  };
}

/**
 * The percentage of the application's nodes where it is unhealthy and stays so for as long as a check takes. A single
 * failed probe is a warning until the next one, and must not let a bad release pass.
 */
async function unhealthyPercent(target: Target): Promise<number> {
  let percent = 0;
  await poll(target.upgradePolicy.healthCheckWait, async () => {
    percent = (await applicationHealth(target, target.name)).unhealthyPercent;
    return percent ? undefined : "healthy";
  });
  return percent;
}

/** Waits for the end of an upgrade and judges it. */
async function finish(target: Target): Promise<void> {
  const { name, upgradePolicy } = target;
  const { progress, reports } = await ending(target, isOver);
  if (progress.UpgradeState !== "RollingForwardCompleted" || hasFailed(progress)) {
    const rolledBack = progress.UpgradeState === "RollingBackCompleted";
    throw Object.assign(new Error(explain(target, progress, reports)), { rolledBack });
  }
  // The upgrade ignored what was unhealthy before it; now all must be healthy.
  if ((await applicationHealth(target, name)).state !== "Ok") {
    await becomesHealthy(target, name, patience(upgradePolicy));
  }
}

/** `Manual` leaves a failed upgrade pending where it stopped. */
const isOver = (progress: UpgradeProgress) =>
  !isUnderWay(progress) || (progress.UpgradeState === "RollingForwardPending" && hasFailed(progress));

async function ending(target: Target, isEnd: (now: UpgradeProgress) => boolean) {
  const { name, upgradePolicy } = target;
  let reports: string[] = [];
  // The cluster has no time limit for a rollback, which should take no longer than the upgrade.
  const progress = await poll(2 * upgradePolicy.upgradeTimeout, async () => {
    const now = await upgradeProgress(target, name);
    if (now.UnhealthyEvaluations?.length) reports = reportsOf(now.UnhealthyEvaluations);
    else if (isRollingForward(now) && !hasFailed(now)) {
      // Only the application's health reports an image that cannot be pulled, and no longer during the rollback.
      const health = await applicationHealth(target, name);
      reports = health.state === "Error" ? health.reports : [];
    }
    return isEnd(now) ? now : undefined;
  });
  if (!progress)
    throw new Error(`${name}: the upgrade is not over after ${2 * upgradePolicy.upgradeTimeout} s`);
  return { progress, reports };
}

function explain(target: Target, progress: UpgradeProgress, reports: string[]): string {
  const { upgradeDomainTimeout, upgradeTimeout } = target.upgradePolicy;
  const reasons: Record<string, string> = {
    HealthCheck: "an instance was not healthy",
    UpgradeDomainTimeout: `an upgrade domain was not done within ${upgradeDomainTimeout} s`,
    OverallUpgradeTimeout: `it was not done within ${upgradeTimeout} s`,
    Interrupted: "it was interrupted",
  };
  const { UpgradeState: state, FailureReason: reason = "" } = progress;
  const outcome = state === "RollingBackCompleted" ? "was rolled back" : "failed and is half done";
  const why = [reasons[reason] ?? state, ...reports].join("; ");
  return `${target.name}: the upgrade to ${target.typeVersion} ${outcome}: ${why}`;
}
