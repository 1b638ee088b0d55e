import { parentPort, workerData } from "node:worker_threads";
import type { RequestRecord } from "./accounting";
import { Sender, type SendOptions } from "./sender";

/** Milliseconds between messages. */
const BATCH = 50;

let batch: RequestRecord[] = [];
const sender = new Sender(workerData as SendOptions, (request) => batch.push(request));
const timer = setInterval(flush, BATCH);

function flush(): void {
  if (batch.length) parentPort!.postMessage(batch);
  batch = [];
}

/** Receives new endpoints, a new rate, or the order to stop. */
parentPort!.on("message", (message: string[] | number | "stop") => {
  if (typeof message === "number") return sender.pace(message);
  if (message !== "stop") return sender.aim(message);
  void sender.stop().then(() => {
    clearInterval(timer);
    flush();
    parentPort!.unref();
  });
});
sender.start();
// Reports that sending has started, even if there is no endpoint yet.
parentPort!.postMessage([]);
