import { parentPort, workerData } from "node:worker_threads";
import type { RequestRecord } from "./accounting";
import { Sender, type SendOptions } from "./sender";

/** Milliseconds from one message to the next. */
const BATCH = 50;

let batch: RequestRecord[] = [];
const sender = new Sender(workerData as SendOptions, (request) => batch.push(request));
const timer = setInterval(flush, BATCH);

function flush(): void {
  if (batch.length) parentPort!.postMessage(batch);
  batch = [];
}

/** New endpoints, or that it is to stop. */
parentPort!.on("message", (message: string[] | "stop") => {
  if (message !== "stop") return sender.aim(message);
  void sender.stop().then(() => {
    clearInterval(timer);
    flush();
    parentPort!.unref();
  });
});
sender.start();
// It has begun, even if there is nobody to ask.
parentPort!.postMessage([]);
