import { isDeepStrictEqual } from "node:util";
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
import { unfinished } from "./resource";
import { patience, type UpgradePolicy } from "./upgradePolicy";

/** What an application is to become. */
export interface Target {
  /** The cluster's HTTP gateway. */
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

/** Undefined where the cluster does not have it. */
export const findApplication = ({ endpoint, name }: Target) =>
  call<ApplicationInfo>(endpoint, "GET", `/Applications/${idOf(name)}`);

export const keyValues = (parameters: Record<string, string>): KeyValue[] =>
  Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));

export const recordOf = (list: KeyValue[] = []) =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));

/**
 * Upgrades an application, and waits until that is over. An upgrade that an earlier attempt has left is waited for, or
 * taken back when it leads elsewhere.
 * @throws an error when the upgrade has been rolled back: the application then is what it was before. After any other
 * failure it may be half done, which the error tells Pulumi.
 */
export async function upgrade(target: Target): Promise<void> {
  const { endpoint, name } = target;
  const path = `/Applications/${idOf(name)}/$`;
  const earlier = await unless(upgradeProgress(endpoint, name), "FABRIC_E_APPLICATION_NOT_FOUND");
  if (!earlier) throw new Error(`${name} is not in the cluster any more: run pulumi refresh, then pulumi up`);
  const resumes = isRollingForward(earlier) && !hasFailed(earlier) && leadsTo(earlier, target);
  if (!resumes) {
    if (isRollingForward(earlier)) await call(endpoint, "POST", `${path}/RollbackUpgrade`, {});
    if (isUnderWay(earlier)) await ending(target, (now) => !isUnderWay(now));
    if (await isThere(target)) return;
    await call(endpoint, "POST", `${path}/Upgrade`, await upgradeDescription(target));
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
    // Those that are left out would go back to the manifest's defaults.
    Parameters: keyValues(parameters),
    UpgradeKind: "Rolling",
    RollingUpgradeMode: "Monitored",
    // Otherwise parameters that have changed could wait for a process that reads them.
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
      // A probe that fails is a warning at first, and a container that ends is one, too.
      ConsiderWarningAsError: true,
      // What is unwell already must not fail an upgrade, which may be the cure.
      MaxPercentUnhealthyDeployedApplications: await unwellPercent(target),
      DefaultServiceTypeHealthPolicy: {
        MaxPercentUnhealthyServices: 0,
        MaxPercentUnhealthyPartitionsPerService: 0,
        MaxPercentUnhealthyReplicasPerPartition: 0,
      },
    },
  };
}

/**
 * Of the nodes that the application is on, the percentage where it is not well, and stays so for as long as a check
 * takes: a single probe that fails is a warning until the next one, and must not let a bad release pass.
 */
async function unwellPercent({ endpoint, name, upgradePolicy }: Target): Promise<number> {
  let unwell = 0;
  await poll(upgradePolicy.healthCheckWait, async () => {
    unwell = (await applicationHealth(endpoint, name)).unwellPercent;
    return unwell ? undefined : "well";
  });
  return unwell;
}

/** Waits for the end of an upgrade, and judges it. */
async function finish(target: Target): Promise<void> {
  const { endpoint, name, upgradePolicy } = target;
  const { progress, reports } = await ending(target, isOver);
  if (progress.UpgradeState !== "RollingForwardCompleted" || hasFailed(progress)) {
    const rolledBack = progress.UpgradeState === "RollingBackCompleted";
    throw Object.assign(new Error(explain(target, progress, reports)), { rolledBack });
  }
  // What was unwell before had no say in the upgrade, and must not be so any more.
  if ((await applicationHealth(endpoint, name)).state !== "Ok") {
    await becomesHealthy(endpoint, name, patience(upgradePolicy));
  }
}

/** `Manual` stops a failed upgrade where it is, as pending. */
const isOver = (progress: UpgradeProgress) =>
  !isUnderWay(progress) || (progress.UpgradeState === "RollingForwardPending" && hasFailed(progress));

async function ending({ endpoint, name, upgradePolicy }: Target, isEnd: (now: UpgradeProgress) => boolean) {
  let reports: string[] = [];
  // Nothing limits the way back, which should not take longer than the way forth.
  const progress = await poll(2 * upgradePolicy.upgradeTimeout, async () => {
    const now = await upgradeProgress(endpoint, name);
    if (now.UnhealthyEvaluations?.length) reports = reportsOf(now.UnhealthyEvaluations);
    else if (isRollingForward(now) && !hasFailed(now)) {
      // Of an image that cannot be pulled only the application's health tells, and not any more on the way back.
      const health = await applicationHealth(endpoint, name);
      reports = health.state === "Error" ? health.reports : [];
    }
    return isEnd(now) ? now : undefined;
  });
  if (!progress) throw new Error(`${name}: the upgrade takes longer than it may`);
  return { progress, reports };
}

function explain(target: Target, progress: UpgradeProgress, reports: string[]): string {
  const { upgradeDomainTimeout, upgradeTimeout } = target.upgradePolicy;
  const reasons: Record<string, string> = {
    HealthCheck: "an instance of it was not healthy",
    UpgradeDomainTimeout: `an upgrade domain was not done within ${upgradeDomainTimeout} s`,
    OverallUpgradeTimeout: `it was not done within ${upgradeTimeout} s`,
    Interrupted: "someone has ended it",
  };
  const { UpgradeState: state, FailureReason: reason = "" } = progress;
  const outcome = state === "RollingBackCompleted" ? "was rolled back" : "has failed and is half done";
  const why = [reasons[reason] ?? state, ...reports].join("; ");
  return `${target.name}: the upgrade to ${target.typeVersion} ${outcome}: ${why}`;
}
