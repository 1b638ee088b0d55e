import { setTimeout as sleep } from "node:timers/promises";
import type { Answered, RequestRecord } from "../../../src/drills/accounting";
import { loadOf, type StartLoad } from "../../../src/drills/load";
import { now } from "../../../src/drills/sender";
import { pathOf } from "../../../src/program/readiness";
import { askedOf } from "../../../src/verdict/judge";
import type { FakeCluster } from "./cluster";

/** Load on a fake cluster without a network: it takes hardly any time, and is never late. */
export const loadOn =
  (cluster: FakeCluster): StartLoad =>
  async ({ endpoints, wanted, rate, timeoutSeconds }) => {
    const requests: RequestRecord[] = [];
    const pending: Promise<void>[] = [];
    const stop = new AbortController();

    async function ask(url: string) {
      const reply = cluster.reply("GET", new URL(`${url}${pathOf(askedOf(wanted))}`).pathname);
      if (reply === "nothing") await sleep(timeoutSeconds * 1000);
      return { ended: now(), outcome: outcomeOf(reply) };
    }

    async function request(index: number): Promise<void> {
      const due = now();
      const [url, next] = [index, index + 1].map((each) => endpoints[each % endpoints.length]!);
      const first = await ask(url!);
      const retry = "loss" in first.outcome && next !== url ? { retry: await ask(next!) } : {};
      requests.push({ due, sent: due, kept: false, ...first, ...retry });
    }

    async function send(): Promise<void> {
      for (let index = 0; !stop.signal.aborted; index++) {
        if (endpoints.length) pending.push(request(index));
        await sleep(1000 / rate);
      }
    }

    const sending = send();
    return loadOf(requests, {
      aim: (urls) => void (endpoints = urls),
      pace: (next) => void (rate = next),
      async stop() {
        stop.abort();
        await sending;
        await Promise.all(pending);
      },
    });
  };

function outcomeOf(reply: ReturnType<FakeCluster["reply"]>): RequestRecord["outcome"] {
  if (reply === "reset") return { loss: "reset", detail: "reset" };
  if (reply === "nothing") return { loss: "timedOut", detail: "no response" };
  const { status, body } = reply;
  if (status !== 200) return { loss: "status", detail: `status ${status}` };
  if (typeof body === "string") return { status };
  const { instance, version, digest, startedAt } = body as Answered;
  return { answer: { instance, version, digest, startedAt } };
}
