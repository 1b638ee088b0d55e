import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "./client";

/**
 * A TCP load balancer like those of orchestrators. It probes readiness at intervals, sends new connections to the
 * instances that were ready at the last probe, and leaves existing connections where they are.
 */
export class Balancer {
  private ready: number[];
  private next = 0;
  private running = true;
  private readonly server: Server;

  constructor(
    private readonly ports: number[],
    private readonly probeMs: number,
  ) {
    this.ready = [...ports];
    this.server = createServer({ allowHalfOpen: true }, (client) => {
      const target = this.ready[this.next++ % this.ready.length]!;
      const instance = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
      client.pipe(instance).pipe(client);
      client.on("error", () => instance.destroy());
      instance.on("error", () => client.resetAndDestroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    void this.probe();
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.running = false;
    this.server.close();
  }

  private async probe(): Promise<void> {
    while (this.running) {
      await sleep(this.probeMs);
      const states = await Promise.all(
        this.ports.map((port) =>
          ask(`http://127.0.0.1:${port}/readyz`).then(
            ({ status }) => status === 200,
            () => false,
          ),
        ),
      );
      this.ready = this.ports.filter((_, index) => states[index]);
    }
  }
}
