import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import { get } from "../../common/http";
import { reasonOf } from "../../common/reach";

/** Seconds that a group has from the moment that its process runs. */
const START_SECONDS = 60;

/**
 * `baseUrl`, once the group behind it is ready: for Azure a group is done as soon as its process runs. What depends on
 * this output waits for the group, and is not touched if the group does not become ready. A preview waits for nothing.
 */
export function whenReady(baseUrl: pulumi.Output<string>, path: string): pulumi.Output<string> {
  return baseUrl.apply(async (url) => {
    if (!pulumi.runtime.isDryRun()) await untilReady(url + path, START_SECONDS);
    return url;
  });
}

/** @throws RunError that tells the last answer if there was no 2xx within `seconds`. */
export async function untilReady(url: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const problem = await ask(url);
    if (!problem) return;
    if (Date.now() >= deadline) throw new RunError(`${url} is not ready after ${seconds} s: ${problem}`);
    await sleep(250);
  }
}

async function ask(url: string): Promise<string | undefined> {
  try {
    const { status } = await get(url, 2);
    return status >= 200 && status < 300 ? undefined : `it answers ${status}`;
  } catch (error) {
    return reasonOf(error);
  }
}
