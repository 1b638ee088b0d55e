import { mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../folder";

/** A home folder for one test, at whose Docker socket the fake engine at `port` responds. Returns the socket's path. */
export async function homeWithSocket(port: number): Promise<string> {
  const home = temporaryFolder();
  const path = join(home, ".docker", "run", "docker.sock");
  mkdirSync(dirname(path), { recursive: true });
  const server = createServer((client) => {
    const engine = connect(port, "127.0.0.1");
    client.pipe(engine).pipe(client);
    for (const each of [client, engine]) each.on("error", () => [client, engine].map((end) => end.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  vi.stubEnv("HOME", home);
  return path;
}
