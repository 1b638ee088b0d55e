import { call, type Gateway, idOf } from "./gateway";
import type { Evaluation } from "./health";

/** What the cluster reports about an application's latest upgrade. */
export interface UpgradeProgress {
  UpgradeState:
    | "RollingForwardInProgress"
    | "RollingForwardPending"
    | "RollingForwardCompleted"
    | "RollingBackInProgress"
    | "RollingBackPending"
    | "RollingBackCompleted"
    | "Failed";
  /** Stays after a failed upgrade has been rolled back. */
  FailureReason?: "None" | "Interrupted" | "HealthCheck" | "UpgradeDomainTimeout" | "OverallUpgradeTimeout";
  TargetApplicationTypeVersion: string;
  UpgradeDescription?: { Parameters?: KeyValue[] };
  UnhealthyEvaluations?: Evaluation[];
}

export interface KeyValue {
  Key: string;
  Value: string;
}

/** @throws GatewayError if the application does not exist. */
export async function upgradeProgress(gateway: Gateway, application: string): Promise<UpgradeProgress> {
  const path = `/Applications/${idOf(application)}/$/GetUpgradeProgress`;
  return (await call<UpgradeProgress>(gateway, "GET", path))!;
}

export const isRollingForward = ({ UpgradeState: state }: UpgradeProgress) =>
  state === "RollingForwardInProgress" || state === "RollingForwardPending";

export const isRollingBack = ({ UpgradeState: state }: UpgradeProgress) =>
  state === "RollingBackInProgress" || state === "RollingBackPending";

/** Whether the cluster has found something wrong with it, even if that is over. */
export const hasFailed = ({ UpgradeState: state, FailureReason: reason = "None" }: UpgradeProgress) =>
  state === "Failed" || reason !== "None";
