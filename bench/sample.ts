import { spawn } from "node:child_process";
import { once } from "node:events";
import { Pool } from "undici";
import { median } from "../src/drills/statistics";
import { cleanUp, start } from "../tests/app/support/service";

/**
 * How many requests per second the sample service answers, relative to a bare server of Node.js with a body as long, in turns.
 * Run it with: npm run bench:sample
 */
const PATHS = ["/healthz", "/api/info"];
const ROUNDS = 5;
const REQUESTS = 20_000;
const CONNECTIONS = 32;

/** Requests per second of one round. */
async function rate(pool: Pool, path: string): Promise<number> {
  const begin = performance.now();
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left-- > 0) await (await pool.request({ path, method: "GET" })).body.dump();
    }),
  );
  return REQUESTS / ((performance.now() - begin) / 1000);
}

/** A server that answers every request with the same body, in a process of its own. */
async function bareServer(body: string): Promise<{ url: string; end: () => void }> {
  const program = `
    require("node:http").createServer((request, response) => response.end(${JSON.stringify(body)}))
      .listen(0, "127.0.0.1", function () { console.log(this.address().port); })`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${Number(port.toString())}`, end: () => child.kill() };
}

async function main(): Promise<void> {
  const service = await start({});
  for (const path of PATHS) {
    const bare = await bareServer(await (await fetch(service.url + path)).text());
    const pools = [service.url, bare.url].map((url) => new Pool(url, { connections: CONNECTIONS }));
    const [sample, base] = pools as [Pool, Pool];
    // The first round of each warms up.
    for (const pool of pools) await rate(pool, path);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push((await rate(sample, path)) / (await rate(base, path)));
    const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
    console.log(
      `${path}: ${percent(median(rounds)!)} of a bare server's requests per second ` +
        `(${percent(Math.min(...rounds))} to ${percent(Math.max(...rounds))})`,
    );
    for (const pool of pools) await pool.close();
    bare.end();
  }
  service.kill("SIGKILL");
}

void main().finally(cleanUp);
