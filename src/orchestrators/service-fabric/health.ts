import { call, idOf, poll } from "./gateway";

/** Why something is not healthy, down to the report that says so. */
export interface Evaluation {
  HealthEvaluation: {
    Description?: string;
    UnhealthyEvaluations?: Evaluation[];
    UnhealthyEvent?: { Property: string; Description: string };
  };
}

interface ApplicationHealth {
  AggregatedHealthState: "Ok" | "Warning" | "Error";
  UnhealthyEvaluations?: Evaluation[];
  DeployedApplicationHealthStates?: { AggregatedHealthState: string }[];
}

/** An application's health at this moment. */
export async function applicationHealth(endpoint: string, application: string) {
  const path = `/Applications/${idOf(application)}/$/GetHealth`;
  const health = (await call<ApplicationHealth>(endpoint, "GET", path))!;
  const nodes = health.DeployedApplicationHealthStates ?? [];
  const unwell = nodes.filter(({ AggregatedHealthState: state }) => state !== "Ok");
  return {
    state: health.AggregatedHealthState,
    /** Why it is not `Ok`. */
    reports: reportsOf(health.UnhealthyEvaluations),
    /** Of the nodes that it is on, the percentage where it is not `Ok`. */
    unwellPercent: nodes.length ? Math.ceil((100 * unwell.length) / nodes.length) : 0,
  };
}

/** The reports behind evaluations, each once. */
export function reportsOf(evaluations: Evaluation[] = []): string[] {
  const reports = evaluations.flatMap(({ HealthEvaluation: each }) => {
    if (each.UnhealthyEvaluations?.length) return reportsOf(each.UnhealthyEvaluations);
    const { UnhealthyEvent: event, Description = "" } = each;
    return [event ? `${event.Property}: ${event.Description}` : Description];
  });
  return [...new Set(reports)];
}

/** How long an application may take to become healthy, in seconds. */
export interface Patience {
  /** Without an error for so long, it is. */
  stable: number;
  /** With all instances there and not healthy for so long, it never will be. */
  retry: number;
  /** For everything, pulling the image included. */
  timeout: number;
}

/**
 * Waits until an application is healthy. Warnings do not count: the cluster keeps one for minutes after a crash that is
 * long over.
 * @param whatIsMissing tells what else it takes, if anything still does.
 * @throws an error that says what is wrong, when patience is at its end.
 */
export async function becomesHealthy(
  endpoint: string,
  application: string,
  { stable, retry, timeout }: Patience,
  whatIsMissing: () => Promise<string | undefined> = async () => undefined,
): Promise<void> {
  let complete: number | undefined;
  let healthy: number | undefined;
  let wrong: string | undefined;
  const verdict = await poll(timeout, async () => {
    const now = Date.now();
    const missing = await whatIsMissing();
    const { state, reports } = await applicationHealth(endpoint, application);
    const errors = state === "Error" ? ["the cluster reports errors", ...reports] : [];
    wrong = [missing, ...errors].filter(Boolean).join("; ") || undefined;
    complete = missing ? undefined : (complete ?? now);
    healthy = wrong ? undefined : (healthy ?? now);
    if (healthy !== undefined && now - healthy >= stable * 1000) return "healthy";
    return complete !== undefined && now - complete >= (stable + retry) * 1000 ? "hopeless" : undefined;
  });
  if (verdict === "healthy") return;
  const when = verdict ? `${stable + retry} s after its start` : `after ${timeout} s`;
  throw new Error(`${application} is not healthy ${when}: ${wrong ?? "its health changes again and again"}`);
}
