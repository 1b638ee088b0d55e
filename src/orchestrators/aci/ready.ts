import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../../common/errors";
import { reasonOf } from "../../common/reason";
import { get } from "../../common/http";
import { isReady, pathOf, type Readiness, readinessOf } from "../../program/readiness";
import type { Workload } from "../../workload/workload";

/** Seconds that a group has, from the moment that its process runs, to become ready. */
const readySeconds = ({ startSeconds = 30 }: Workload) => 30 + startSeconds;

/**
 * `baseUrl`, once the group behind it is ready: for Azure a group is done as soon as its process runs. Resources that
 * depend on this output wait for the group, and stay as they are if it does not become ready. A preview does not wait.
 *
 * Waiting is a side effect, which does not usually belong in `apply`, but nothing else serves: the resource has no
 * option to wait for readiness, and a dynamic resource would wait only when its own inputs change. The `up` that resumes
 * after a failed one would not wait for the unchanged group that is still not ready, and roll on past it.
 */
export function whenReady(baseUrl: pulumi.Output<string>, workload: Workload): pulumi.Output<string> {
  return baseUrl.apply(async (url) => {
    if (!pulumi.runtime.isDryRun()) await untilReady(url, readinessOf(workload), readySeconds(workload));
    return url;
  });
}

/** @throws Failure with the latest response if none showed within `seconds` that the group is ready. */
export async function untilReady(baseUrl: string, readiness: Readiness, seconds: number): Promise<void> {
  const url = baseUrl + pathOf(readiness);
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const problem = await check(url, readiness);
    if (!problem) return;
    if (Date.now() >= deadline) throw new Failure(`${url} is not ready after ${seconds} s: ${problem}`);
    await sleep(250);
  }
}

async function check(url: string, readiness: Readiness): Promise<string | undefined> {
  try {
    const { status } = await get(url, 2, readiness.readinessHeaders);
    return isReady(readiness, status) ? undefined : `it responds with ${status}`;
  } catch (error) {
    return reasonOf(error);
  }
}
