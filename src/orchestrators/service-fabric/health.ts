import { call, type Gateway, idOf, poll } from "./gateway";

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
export async function applicationHealth(gateway: Gateway, application: string) {
  const path = `/Applications/${idOf(application)}/$/GetHealth`;
  const health = (await call<ApplicationHealth>(gateway, "GET", path))!;
  const nodes = health.DeployedApplicationHealthStates ?? [];
  const unhealthy = nodes.filter(({ AggregatedHealthState: state }) => state !== "Ok");
  return {
    state: health.AggregatedHealthState,
    /** Why it is not `Ok`. */
    reports: reportsOf(health.UnhealthyEvaluations),
    /** The percentage of its nodes where it is not `Ok`. */
    unhealthyPercent: nodes.length ? Math.ceil((100 * unhealthy.length) / nodes.length) : 0,
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
  /** It is healthy once it has had no error for this long. */
  stable: number;
  /** With all its instances present, it may still be unhealthy for this long. */
  retry: number;
  /** For everything, including the image pull. */
  timeout: number;
}

/**
 * Waits until an application is healthy. Warnings do not count: the cluster keeps one for minutes after a crash that is
 * long over.
 * @param whatIsMissing returns what else has to happen first, if anything.
 * @throws Error with what is wrong, once patience runs out.
 */
export async function becomesHealthy(
  gateway: Gateway,
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
    const { state, reports } = await applicationHealth(gateway, application);
    const errors = state === "Error" ? ["the cluster reports errors", ...reports] : [];
    wrong = [missing, ...errors].filter(Boolean).join("; ") || undefined;
    complete = missing ? undefined : (complete ?? now);
    healthy = wrong ? undefined : (healthy ?? now);
    if (healthy !== undefined && now - healthy >= stable * 1000) return "healthy";
    return complete !== undefined && now - complete >= (stable + retry) * 1000 ? "hopeless" : undefined;
  });
  if (verdict === "healthy") return;
  const when = verdict ? `${stable + retry} s after its start` : `after ${timeout} s`;
  throw new Error(`${application} is not healthy ${when}: ${wrong ?? "its health keeps changing"}`);
}
