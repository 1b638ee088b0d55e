import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../../../src/drills/sender";
import type { ClusterNode, Engine, Instance, Probe, Rollout } from "../../../src/orchestrators/engine";
import type { Autoscaling } from "../../../src/workload/workload";

export const DIGEST = `sha256:${"a".repeat(64)}`;
export const IMAGE = `localhost:5000/podium@${DIGEST}`;
/** Two releases of an image of one's own. */
export const OWN = `localhost:5000/own@sha256:${"b".repeat(64)}`;
export const OWN_NEXT = `localhost:5000/own@sha256:${"c".repeat(64)}`;
/** The only path on which an image of one's own responds. */
export const READINESS = "/up";

/** An engine on this machine that responds. */
export const PROBE: Probe = {
  reachable: true,
  product: "Fake",
  version: "1",
  kind: "real",
  address: "",
  identity: "fake",
  local: true,
};

/** What is released. */
export interface Release {
  image: string;
  version: string;
  replicas: number;
  autoscaling?: Autoscaling;
  env: Record<string, string>;
}

/** How the engine behaves; the defaults are those of a good one. */
export interface Behaviour {
  update:
    | "replaces"
    | "silently keeps the old version"
    | "rolls back silently"
    | "stops before it starts"
    | "leaves one";
  badRelease: "rolls back" | "stays half done" | "lets it through" | "calls it done";
  kill: "replaces" | "restarts in place" | "never replaces" | "reports it as ready";
  hang: "replaces" | "ignores";
  memory: "replaces" | "ignores";
  scale: "scales" | "starts one too few" | "has room for four";
  autoscale: "adds and removes" | "never adds" | "never removes";
  discovery: "finds" | "finds nobody" | "never forgets";
  limits: { cpu: number | null; memory: number | null };
  spread: "even" | "only to one";
  endpoints: "one" | "one for each instance" | "two that are shared";
  image: "the sample" | "one's own";
  /** The names of its nodes; the first takes part in controlling the cluster. */
  nodes: string[];
  drain: "moves first" | "ends first" | "ends all first" | "forgets requests" | "leaves them";
  loss: "replaces" | "never replaces" | "runs twice" | "keeps them until it is back" | "never gets it back";
}

const GOOD: Behaviour = {
  update: "replaces",
  badRelease: "rolls back",
  kill: "replaces",
  hang: "replaces",
  memory: "replaces",
  scale: "scales",
  autoscale: "adds and removes",
  discovery: "finds",
  limits: { cpu: 0.25, memory: 128 },
  spread: "even",
  endpoints: "one",
  image: "the sample",
  nodes: ["one"],
  drain: "moves first",
  loss: "replaces",
};

interface Running extends Instance {
  version: string;
  hangs: boolean;
  gone: boolean;
}

/** What a client receives. */
type Reply = { status: number; body: unknown } | "reset" | "nothing";

/** Milliseconds that an instance takes to start, and the engine to notice something. */
const STEP = 60;

/** An orchestrator in this process: instances behind one endpoint, and an engine that may misbehave. */
export class FakeCluster {
  readonly behaviour: Behaviour;
  instances: Running[] = [];
  /** Addresses that discovery still returns. */
  dead: string[] = [];
  rollout: Rollout = { state: "done", detail: "" };
  /** Instances that were scaled away still respond at their own endpoints. */
  readonly #leaving: Running[] = [];
  /** Nodes that are not ready. */
  readonly #states = new Map<string, ClusterNode["state"]>();
  /** The instances of the node that died. */
  #lost: Running[] = [];
  /** Changes with an update that only has instances placed again. */
  #placed?: string;
  #turn = 0;
  #received = 0;
  #isClosed = false;
  #url = "";
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  constructor(behaviour: Partial<Behaviour> = {}) {
    this.behaviour = { ...GOOD, ...behaviour };
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where clients reach it while it has this many instances. */
  endpoints(replicas: number): string[] {
    if (this.behaviour.endpoints === "one") return [this.#url];
    if (this.behaviour.endpoints === "two that are shared") return [this.#url, `${this.#url}/other`];
    return Array.from({ length: replicas }, (_, index) => `${this.#url}/${index}`);
  }

  close(): void {
    this.#isClosed = true;
    this.#server.closeAllConnections();
    this.#server.close();
  }

  readonly engine: Engine = {
    owned: async () => [],
    close: () => undefined,
    probe: async () => PROBE,
    instances: async () =>
      this.instances.map(({ id, state, startedAt, image, node }) => ({ id, state, startedAt, image, node })),
    nodes: async () =>
      this.behaviour.nodes.map((name, index) => ({
        name,
        state: this.#stateOf(name),
        isManager: index === 0,
      })),
    drain: async (_reference, node) => {
      this.#states.set(node, "draining");
      void this.#empty(node);
      return "told to";
    },
    undrain: async (node) => this.giveBack(node),
    rollout: async () => this.rollout,
    logs: () => {
      throw new Error("no drill reads logs");
    },
    kill: async (_reference, id) => {
      const victim = this.instances.find((each) => each.id === id)!;
      victim.gone = true;
      this.dead.push(id);
      if (this.behaviour.kill === "reports it as ready") return;
      void this.#replace(victim, this.behaviour.kill === "restarts in place" ? victim.id : undefined, {
        replace: this.behaviour.kill !== "never replaces",
      });
    },
  };

  /** Rolls out a release, well or badly. */
  async release(release: Release): Promise<void> {
    const { update, scale, badRelease } = this.behaviour;
    const isBad = release.env["PODIUM_FAULT"] === "unready";
    const current = this.instances[0];
    if (isBad) return this.#releaseBad(release, badRelease);
    const isPlacedAgain = this.#placed !== release.env["PODIUM_PLACED"];
    this.#placed = release.env["PODIUM_PLACED"];
    const isOther = current?.version !== release.version || current?.image !== release.image;
    if (current && (isOther || isPlacedAgain)) {
      if (update === "silently keeps the old version") return;
      if (update === "rolls back silently") {
        this.#start(release);
        await sleep(STEP);
        this.instances.pop();
        return;
      }
      if (update === "stops before it starts") {
        const { length } = this.instances;
        this.instances = [];
        await sleep(4 * STEP);
        while (this.instances.length < length) this.#start(release);
      } else {
        const old = update === "leaves one" ? this.instances.slice(1) : this.instances;
        for (const each of old) {
          await sleep(STEP);
          this.#start(release);
          this.instances = this.instances.filter((other) => other !== each);
        }
      }
    }
    if (release.autoscaling) void this.#autoscale(release, release.autoscaling);
    const room = scale === "has room for four" ? 4 : Infinity;
    const missing = scale === "starts one too few" && current ? 1 : 0;
    while (this.instances.length < release.replicas - missing) {
      await sleep(STEP / 3);
      if (this.instances.length === room) throw new Error("no node has room for another instance");
      this.#start(release);
    }
    while (this.instances.length > release.replicas) {
      this.#leaving[this.instances.length - 1] = this.instances.pop()!;
    }
  }

  removeAll(): void {
    this.instances = [];
  }

  /** A node dies; a little later the engine knows. */
  lose(node: string): void {
    const { loss } = this.behaviour;
    const victims = this.#on(node);
    for (const each of victims) each.gone = true;
    this.#lost = victims;
    void (async () => {
      await sleep(STEP);
      this.#states.set(node, "down");
      if (loss === "keeps them until it is back") {
        for (const each of victims) {
          each.state = "stopping";
          this.#start(each);
        }
        return;
      }
      for (const each of victims)
        await this.#replace(each, undefined, { replace: loss !== "never replaces" });
    })();
  }

  /** A node takes instances again. */
  giveBack(node: string): void {
    const { loss } = this.behaviour;
    if (this.#stateOf(node) === "down" && loss === "never gets it back") return;
    this.#states.set(node, "ready");
    const old = this.#lost.splice(0);
    this.instances = this.instances.filter((each) => !old.includes(each));
    if (loss !== "runs twice") return;
    for (const each of old) each.gone = false;
    this.instances.push(...old);
    void sleep(4 * STEP).then(() => {
      this.instances = this.instances.filter((each) => !old.includes(each));
    });
  }

  /** Moves the instances of a node that is drained. */
  async #empty(node: string): Promise<void> {
    const how = this.behaviour.drain;
    if (how === "leaves them") return;
    if (how === "ends all first") {
      const all = this.#on(node);
      this.instances = this.instances.filter((each) => !all.includes(each));
      await sleep(STEP);
      for (const each of all) this.#start(each);
    }
    for (const each of this.#on(node)) {
      await sleep(STEP);
      if (how === "moves first") this.#start(each);
      if (how === "forgets requests") {
        each.gone = true;
        await sleep(STEP);
      }
      this.instances = this.instances.filter((other) => other !== each);
      await sleep(STEP);
      if (how !== "moves first") this.#start(each);
    }
  }

  #on(node: string): Running[] {
    return this.instances.filter((each) => each.node === node);
  }

  #stateOf(node: string): ClusterNode["state"] {
    return this.#states.get(node) ?? "ready";
  }

  /** Chooses the number of instances by what the requests cost, as the release says. */
  async #autoscale(release: Release, { min, max, cpuPercent }: Autoscaling): Promise<void> {
    const { autoscale, limits } = this.behaviour;
    const cost = Number(/^cpu:(.+)$/.exec(release.env["PODIUM_FAULT"] ?? "")?.[1]) / 1000;
    for (let before = this.#received; !this.#isClosed; before = this.#received) {
      await sleep(10 * STEP);
      const cores = ((this.#received - before) * cost) / ((10 * STEP) / 1000);
      const needed = Math.ceil(cores / (limits.cpu! * (cpuPercent / 100)));
      const wanted = Math.min(max, Math.max(min, needed));
      if (wanted > this.instances.length && autoscale !== "never adds") this.#start(release);
      if (wanted < this.instances.length && autoscale !== "never removes") this.instances.pop();
    }
  }

  async #releaseBad(release: Release, how: Behaviour["badRelease"]): Promise<void> {
    this.rollout = { state: "running", detail: "" };
    const bad = this.#start(release, "starting");
    await sleep(2 * STEP);
    if (how === "lets it through" || how === "calls it done") {
      bad.state = "ready";
      if (how === "calls it done") {
        this.instances = [];
        while (this.instances.length < 2) this.#start(release);
      }
      this.rollout = { state: "done", detail: "" };
      return;
    }
    if (how === "rolls back") {
      this.instances = this.instances.filter((each) => each !== bad);
      this.rollout = { state: "rolled-back", detail: "rolled back" };
    } else this.rollout = { state: "failed", detail: "no progress" };
    throw new Error("the update failed");
  }

  #start(
    { version, image }: Pick<Running, "version" | "image">,
    state: Instance["state"] = "ready",
    id = `i-${randomUUID().slice(0, 8)}`,
  ): Running {
    const instance: Running = {
      id,
      state,
      version,
      image,
      startedAt: new Date(now()).toISOString(),
      node: this.#emptiestNode(),
      hangs: false,
      gone: false,
    };
    this.instances.push(instance);
    return instance;
  }

  #emptiestNode(): string | undefined {
    const load = (name: string) => this.instances.filter(({ node }) => node === name).length;
    const ready = this.behaviour.nodes.filter((name) => this.#stateOf(name) === "ready");
    return ready.toSorted((a, b) => load(a) - load(b))[0];
  }

  async #replace(victim: Running, id?: string, { replace = true } = {}): Promise<void> {
    await sleep(STEP);
    this.instances = this.instances.filter((each) => each !== victim);
    await sleep(STEP);
    if (replace) this.#start(victim, "ready", id);
    if (this.behaviour.discovery !== "never forgets") this.dead = [];
  }

  #answer({ method, url }: IncomingMessage, response: ServerResponse): void {
    const reply = this.reply(method, url);
    if (reply === "reset") response.destroy();
    else if (reply !== "nothing") response.writeHead(reply.status).end(JSON.stringify(reply.body));
  }

  /**
   * The reply of the instance that the cluster chooses for a request.
   * @param path an endpoint's path and that of the sample service.
   */
  reply(method = "GET", path = ""): Reply {
    this.#received++;
    const [, number, url = ""] = /^(?:\/(\d+)|\/other)?(\/.*)$/.exec(path) ?? [];
    const ready = this.instances.filter(({ state }) => state === "ready");
    const turn = this.behaviour.spread === "even" ? this.#turn++ % (ready.length || 1) : 0;
    const chosen = number ? (this.instances[Number(number)] ?? this.#leaving[Number(number)]) : ready[turn];
    if (!chosen) return { status: 503, body: "no instance" };
    if (chosen.gone) return "reset";
    if (chosen.hangs) return "nothing";
    if (this.behaviour.image === "one's own")
      return url === READINESS ? { status: 200, body: "hello" } : { status: 404, body: "" };
    if (method === "POST") {
      const isHang = url === "/faults/hang";
      if (isHang) chosen.hangs = true;
      if (this.behaviour[isHang ? "hang" : "memory"] === "replaces") void this.#replace(chosen);
      return { status: 200, body: { instance: chosen.id } };
    }
    if (url === "/peers") return { status: 200, body: this.#peers() };
    const { id: instance, version, startedAt } = chosen;
    const limits = { ...this.behaviour.limits, source: "fake" };
    return { status: 200, body: { instance, version, digest: DIGEST, startedAt, limits } };
  }

  #peers() {
    if (this.behaviour.discovery === "finds nobody")
      return { source: "fake", peers: [], error: "no such name" };
    const alive = this.instances.map(({ id }) => ({ address: id, instance: id, ok: true }));
    const isAlive = new Set(this.instances.filter(({ gone }) => !gone).map(({ id }) => id));
    const dead = this.dead.map((id) => ({ address: id, instance: null, ok: false }));
    return { source: "fake", peers: [...alive.filter(({ address }) => isAlive.has(address)), ...dead] };
  }
}
