import { setTimeout as sleep } from "node:timers/promises";
import { Load } from "../tests/app/support/load";
import { cleanUp, start } from "../tests/app/support/service";

/**
 * How many requests the sample service loses when it stops under overload: 32 clients send without a pause, half of
 * them on kept-alive connections, until its process has ended. A refused connection is not a loss: the service no
 * longer listens, and a load balancer would pick another instance.
 * Run it with: node --require ./bin/typescript.js bench/drain.ts
 */
const STOPS = 50;
const REQUESTS_PER_STOP = 2000;

async function stopUnderLoad(): Promise<{ answered: number; losses: string[] }> {
  const service = await start({ PODIUM_STOP_SECONDS: "2", PODIUM_DRAIN_SECONDS: "0.1" });
  const load = new Load(`${service.url}/api/info`)
    .add(16, { keepAlive: true, pauseMs: 0 })
    .add(16, { keepAlive: false, pauseMs: 0 });
  while (load.answered < REQUESTS_PER_STOP) await sleep(10);
  service.kill("SIGTERM");
  await service.ended;
  await load.stop();
  return { answered: load.answered, losses: load.losses };
}

async function main(): Promise<void> {
  let answered = 0;
  const losses: string[] = [];
  for (let stop = 0; stop < STOPS; stop++) {
    const result = await stopUnderLoad();
    answered += result.answered;
    losses.push(...result.losses);
  }
  console.log(`${STOPS} stops: ${answered} requests completed, ${losses.length} lost`);
  for (const reason of new Set(losses)) {
    console.log(`  ${losses.filter((loss) => loss === reason).length} × ${reason}`);
  }
}

void main().finally(cleanUp);
