import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { isDeepStrictEqual, promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { App, RunningApp } from "../../../src/orchestrators/marathon/api";
import { isEqual } from "../../../src/orchestrators/marathon/difference";
import { type AppInputs, provider } from "../../../src/orchestrators/marathon/provider";
import { deployment, type FakeMarathon, fakeMarathon, task, version } from "./fake";

const wanted = (changes: Partial<App> = {}): App => ({
  id: "/web",
  instances: 2,
  taskKillGracePeriodSeconds: 20,
  container: { docker: { image: "podium@sha256:new" } },
  env: { GREETING: "hello" },
  labels: {},
  upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0.75 },
  ...changes,
});

/** What Marathon makes of a definition: it adds its own defaults. */
const running = (app: App, changes: Partial<RunningApp> = {}): RunningApp => ({
  cmd: null,
  ...app,
  container: { docker: { ...app.container.docker, privileged: false } as App["container"]["docker"] },
  version: version(1),
  versionInfo: { lastConfigChangeAt: version(1) },
  tasks: [task("one"), task("two")],
  deployments: [],
  ...changes,
});

const timer = setTimeout;
let fake: FakeMarathon;
beforeEach(async () => {
  fake = await fakeMarathon();
  vi.stubEnv("MARATHON_USER", "");
  // The provider's own waits, a hundred times as short: `fetch` waits, too, but never so long.
  vi.stubGlobal("setTimeout", (done: () => void, milliseconds: number, ...more: []) =>
    timer(done, [1000, 2000].includes(milliseconds) ? milliseconds / 100 : milliseconds, ...more),
  );
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const inputsOf = (app: App, changes: Partial<AppInputs> = {}): AppInputs => ({
  url: fake.url,
  app,
  rollback: false,
  patienceSeconds: 10,
  ...changes,
});

/** For what is to fail. */
const impatient = (app: App, changes: Partial<AppInputs> = {}) =>
  inputsOf(app, { patienceSeconds: 0.1, ...changes });

const update = (olds: object, news: AppInputs) =>
  provider.update!("/web", { ...inputsOf(wanted()), ...olds }, news);

/** What Pulumi is told when a change fails half-way. */
const failure = async (change: Promise<unknown>) =>
  change.then(
    () => expect.fail("should have failed"),
    (error: Error & { id?: string; properties?: Record<string, unknown>; reasons?: string[] }) => error,
  );

/** The app in version 2: both tasks are up to date, or `tasks`. */
const updated = (
  app: App,
  tasks = [task("three", { version: version(2) }), task("four", { version: version(2) })],
) => running(app, { version: version(2), versionInfo: { lastConfigChangeAt: version(2) }, tasks });

describe("creating an app", () => {
  it("is done when its deployment is and its tasks are healthy", async () => {
    const starting = running(wanted(), { tasks: [task("one", { healthCheckResults: undefined })] });
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "POST") return [201, { ...starting, deployments: [{ id: "d-1" }] }];
      if (path !== "/v2/deployments") return undefined;
      looks += 1;
      fake.deployments = looks < 3 ? [deployment("d-1")] : [];
      fake.app = looks < 4 ? starting : running(wanted());
      return undefined;
    };
    const inputs = inputsOf(wanted());
    expect(await provider.create(inputs)).toEqual({ id: "/web", outs: inputs });
    expect(looks).toBe(4);
    expect(fake.changes).toEqual(["POST /v2/apps?force=false"]);
    const post = fake.requests.find(({ method }) => method === "POST")!;
    expect(post.body).toEqual(wanted());
    expect(post.headers["content-type"]).toBe("application/json");
  });

  it("does not take over an app that somebody else has made", async () => {
    fake.instead = () => [409, { message: "An app with id [/web] already exists." }];
    const { message, id } = await failure(provider.create(inputsOf(wanted())));
    expect(message).toMatch(
      /already exists\. This stack has not made it: .*curl -X DELETE .*\/v2\/apps\/web/,
    );
    expect(id).toBeUndefined();
  });

  it("tells field by field what Marathon does not accept", async () => {
    const details = [
      { path: "/mem", errors: ["error.min"] },
      { path: "/readinessChecks(0)/portName", errors: ["No port definition", "error.pattern"] },
    ];
    fake.instead = () => [422, { message: "Object is not valid", details }];
    expect((await failure(provider.create(inputsOf(wanted())))).message).toBe(
      "Marathon refuses POST /v2/apps?force=false (422): Object is not valid; /mem: error.min; " +
        "/readinessChecks(0)/portName: No port definition, error.pattern",
    );
  });

  describe("that never becomes healthy", () => {
    beforeEach(() => {
      const sick = task("one", { healthCheckResults: [{ alive: false, lastFailureCause: "503" }] });
      fake.app = running(wanted(), { tasks: [sick] });
      fake.deployments = [deployment("d-1")];
      fake.instead = ({ method }) => {
        if (method === "POST") return [201, { ...fake.app, deployments: [{ id: "d-1" }] }];
        if (method !== "DELETE") return undefined;
        fake.app = undefined;
        fake.deployments = [];
        return [200, { deploymentId: "d-2", version: version(2) }];
      };
    });

    it("stays in the state, with Pulumi's own key, to be mended or deleted", async () => {
      const inputs = { ...impatient(wanted()), __provider: "text" };
      const { message, id, properties, reasons } = await failure(provider.create(inputs));
      expect(message).toBe(
        "/web has not become as wanted: no progress for 0.1 s: 0 of 2 tasks are up to date and healthy; " +
          "one fails its health check: 503",
      );
      expect({ id, properties, reasons }).toEqual({
        id: "/web",
        properties: { ...inputs, unfinished: "d-1" },
        reasons: [message],
      });
      expect(fake.changes).toEqual(["POST /v2/apps?force=false"]);
    });

    it("is taken back where the contract says so, and leaves nothing", async () => {
      const { message, id } = await failure(provider.create(impatient(wanted(), { rollback: true })));
      expect(message).toMatch(/one fails its health check: 503\. It has been taken back: the app is gone$/);
      expect(id).toBeUndefined();
      expect(fake.changes.at(-1)).toBe("DELETE /v2/deployments/d-1");
    });
  });
});

describe("updating an app", () => {
  it("says all of the definition, which replaces what was", async () => {
    fake.app = running(wanted());
    const news = wanted({ container: { docker: { image: "podium@sha256:newer" } } });
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = updated(news);
      return [200, { deploymentId: "d-2", version: version(2) }];
    };
    expect(await update({}, inputsOf(news))).toEqual({ outs: inputsOf(news) });
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
    expect(fake.requests.find(({ method }) => method === "PUT")!.body).toEqual(news);
  });

  it("only says the number where only that changes, since another strategy would restart every task", async () => {
    fake.app = running(wanted());
    const news = wanted({
      instances: 3,
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0.5 },
    });
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      // Scaling is a new version of the app, but no new configuration.
      const tasks = [task("one"), task("two"), task("three", { version: version(2) })];
      fake.app = running(news, { version: version(2), tasks });
      return [200, { deploymentId: "d-2", version: version(2) }];
    };
    await update({}, inputsOf(news));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=true&force=false"]);
    expect(fake.requests.find(({ method }) => method === "PUT")!.body).toEqual({ instances: 3 });
  });

  it.each([
    ["a variable that is no longer wanted", wanted({ env: { GREETING: "hello", MORE: "x" } }), {}],
    ["a field that the definition no longer has", wanted({ cmd: "x" }), { app: wanted({ cmd: "x" }) }],
  ])("does not overlook %s", async (_, inMarathon, olds) => {
    fake.app = running(inMarathon);
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = updated(wanted());
      return [200, { deploymentId: "d-2", version: version(2) }];
    };
    await update(olds, inputsOf(wanted()));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
  });

  it("says nothing where nothing is to change, and waits for nobody else's deployment", async () => {
    fake.app = running(wanted());
    fake.deployments = [{ id: "d-0", affectedApps: ["/other"] }];
    const news = inputsOf(wanted(), { rollback: true });
    expect(await update({}, news)).toEqual({ outs: news });
    expect(fake.changes).toEqual([]);
  });

  it("says nothing again when an update was interrupted, and waits for its deployment", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    let looks = 0;
    const sick = [task("one"), task("three", { version: version(2) })];
    fake.instead = ({ path }) => {
      if (path !== "/v2/deployments") return undefined;
      looks += 1;
      fake.deployments = looks < 3 ? [deployment("d-2")] : [];
      if (looks === 3) fake.app = updated(news);
      return undefined;
    };
    fake.app = { ...updated(news, sick), deployments: [{ id: "d-2" }] };
    expect(await update({}, inputsOf(news))).toEqual({ outs: inputsOf(news) });
    expect([looks, fake.changes]).toEqual([3, []]);
  });

  it("makes an app that somebody has deleted", async () => {
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = running(wanted());
      return [201, { deploymentId: "d-1", version: version(1) }];
    };
    await update({}, inputsOf(wanted()));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
  });

  it("is not done while a task of an older version is left", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    fake.app = running(wanted());
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return [200, { deploymentId: "d-2", version: version(2) }];
      const current = ["three", "four"].map((id) => task(id, { version: version(2) }));
      if (path === "/v2/deployments") fake.app = updated(news, looks++ ? current : [task("one"), ...current]);
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(2);
  });

  it("is done with its own deployment, not before and not after", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    const elsewhere = { id: "d-0", affectedApps: ["/other"] };
    let looks = 0;
    fake.app = running(wanted());
    fake.instead = ({ method, path }) => {
      if (method === "PUT") {
        fake.app = updated(news);
        return [200, { deploymentId: "d-2", version: version(2) }];
      }
      if (path === "/v2/deployments") {
        fake.deployments = ++looks < 3 ? [elsewhere, deployment("d-2")] : [elsewhere];
      }
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(3);
  });

  it("is not done before the tasks that are too many are gone", async () => {
    const news = wanted({ instances: 1 });
    fake.app = running(wanted());
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return [200, { deploymentId: "d-2", version: version(2) }];
      const tasks = looks < 2 ? [task("one"), task("two", { state: "TASK_KILLING" })] : [task("one")];
      if (path === "/v2/deployments" && ++looks) fake.app = running(news, { version: version(2), tasks });
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(3);
  });

  it("is not taken for done when another deployment has come between", async () => {
    fake.app = running(wanted(), { version: version(3) });
    fake.instead = ({ method }) =>
      method === "PUT" ? [200, { deploymentId: "d-2", version: version(2) }] : undefined;
    const { message } = await failure(update({}, inputsOf(wanted({ env: {} }))));
    expect(message).toBe("/web has not become as wanted: another deployment has replaced this one meanwhile");
  });

  it("goes on when Marathon is away for a moment", async () => {
    fake.app = running(wanted());
    let failures = 3;
    fake.instead = ({ path }) =>
      path === "/v2/deployments" && failures-- > 0 ? [503, { message: "no leader" }] : undefined;
    await update({}, inputsOf(wanted(), { rollback: true, patienceSeconds: 5 }));
    expect(failures).toBeLessThan(0);
  });

  it("has patience as long as there is progress", async () => {
    const news = wanted({ env: {} });
    fake.app = running(wanted());
    const current = ["three", "four"].map((id) => task(id, { version: version(2) }));
    const steps = [
      [task("one"), task("two"), current[0]!],
      [task("two"), current[0]!],
      [task("two"), ...current],
      current,
    ];
    // Each step takes less than the patience, all together more.
    let begin = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") {
        begin = Date.now();
        return [200, { deploymentId: "d-2", version: version(2) }];
      }
      const step = Math.min(Math.floor((Date.now() - begin) / 700), 3);
      if (path === "/v2/deployments") fake.app = updated(news, steps[step]);
      return undefined;
    };
    await update({}, inputsOf(news, { patienceSeconds: 1.5 }));
    expect(Date.now() - begin).toBeGreaterThan(1500);
  });

  describe("that another deployment locks", () => {
    const locked = { message: "App is locked by one or more deployments.", deployments: [{ id: "d-0" }] };
    const news = wanted({ env: { GREETING: "bye" } });

    /** Locked for so many tries; forcing always works. */
    const lock = (tries: number) => {
      fake.app = running(wanted());
      fake.instead = ({ method, path }) => {
        if (method !== "PUT") return undefined;
        if (!path.includes("force=true") && tries-- > 0) return [409, locked];
        fake.app = updated(news);
        return [200, { deploymentId: "d-2", version: version(2) }];
      };
    };
    const puts = (force: boolean) => fake.changes.filter((each) => each.endsWith(`force=${force}`)).length;

    it("waits for that, and forces nothing", async () => {
      lock(2);
      await update({}, inputsOf(news));
      expect([puts(false), puts(true)]).toEqual([3, 0]);
    });

    it("gives up in the end, and says which", async () => {
      lock(1000);
      const { message, id } = await failure(update({}, impatient(news)));
      expect(message).toBe(
        "/web is locked: after 0.1 s another deployment still runs. To go back to what was before it: " +
          `curl -X DELETE ${fake.url}/v2/deployments/d-0`,
      );
      expect(id).toBeUndefined();
      expect(puts(true)).toBe(0);
    });

    it("ends one that this stack has left unfinished", async () => {
      lock(1000);
      const { outs } = (await update({ unfinished: "d-0" }, inputsOf(news)))!;
      expect([puts(false), puts(true)]).toEqual([1, 1]);
      expect(outs).not.toHaveProperty("unfinished");
    });

    it("does not end one that only runs beside it", async () => {
      lock(1000);
      await failure(update({ unfinished: "d-9" }, impatient(news)));
      expect(puts(true)).toBe(0);
    });
  });

  describe("that never becomes healthy", () => {
    const news = wanted({ env: { GREETING: "bye" } });
    /** What happens once the deployment has been cancelled. */
    let cancel: () => [number, unknown];

    beforeEach(() => {
      fake.app = running(wanted());
      fake.instead = ({ method, path }) => {
        if (method === "PUT") {
          fake.app = updated(news, [task("one"), task("two"), task("three", { version: version(2) })]);
          fake.deployments = [deployment("d-2", ["three"])];
          return [200, { deploymentId: "d-2", version: version(2) }];
        }
        return method === "DELETE" && path === "/v2/deployments/d-2" ? cancel() : undefined;
      };
    });

    it("is left as it is without a rollback, for the next update to end", async () => {
      const { message, properties } = await failure(update({}, impatient(news)));
      expect(message).toContain(
        "1 of 2 tasks are up to date and healthy; 2 of an older version are left; three is not ready",
      );
      expect(properties).toEqual({ ...impatient(news), unfinished: "d-2" });
      expect(fake.changes).toHaveLength(1);
    });

    it("is taken back, and still fails", async () => {
      cancel = () => {
        // All tasks start anew, in a version of their own.
        const tasks = [task("five", { version: version(3) }), task("six", { version: version(3) })];
        fake.app = running(wanted(), {
          version: version(3),
          versionInfo: { lastConfigChangeAt: version(3) },
          tasks,
        });
        fake.deployments = [];
        return [200, { deploymentId: "d-3", version: version(3) }];
      };
      const { message, id } = await failure(update({}, impatient(news, { rollback: true })));
      expect(message).toMatch(/three is not ready\. It has been taken back: what ran before runs again$/);
      // The state is as it was before the update.
      expect(id).toBeUndefined();
    });

    it("tells when taking it back does not succeed either", async () => {
      cancel = () => {
        fake.deployments = [deployment("d-3")];
        return [200, { deploymentId: "d-3", version: version(3) }];
      };
      const { message, properties } = await failure(update({}, impatient(news, { rollback: true })));
      expect(message).toMatch(/Taking it back has failed, too: no progress for 0.1 s: 1 of 2 tasks/);
      expect(properties).toMatchObject({ unfinished: "d-3" });
    });

    it("is taken back later, once the contract says so", async () => {
      fake.app = { ...updated(news, [task("one"), task("two")]), deployments: [{ id: "d-2" }] };
      fake.deployments = [deployment("d-2")];
      cancel = () => [404, { message: "DeploymentPlan d-2 does not exist" }];
      const stuck = { ...impatient(news), unfinished: "d-2" };
      const { message } = await failure(update(stuck, impatient(news, { rollback: true })));
      expect(fake.changes).toEqual(["DELETE /v2/deployments/d-2"]);
      expect(message).toContain("DeploymentPlan d-2 does not exist");
    });
  });
});

describe("the difference", () => {
  const diff = (olds: object, news: object) =>
    provider.diff!("/web", { ...inputsOf(wanted()), ...olds }, { ...inputsOf(wanted()), ...news });

  it("is none between equals, whatever Pulumi adds to them", async () => {
    expect(await diff({ __provider: "old" }, { __provider: "new" })).toMatchObject({
      changes: false,
      replaces: [],
    });
  });

  it("is an update for all but the id and the address", async () => {
    const app = wanted({ instances: 5 });
    expect(await diff({}, { app })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({}, { rollback: true })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({}, { patienceSeconds: 1 })).toMatchObject({ changes: true, replaces: [] });
  });

  it("is a replacement for these, the old one first, since both want the same port", async () => {
    const deleteBeforeReplace = true;
    const other = { app: wanted({ id: "/other" }) };
    expect(await diff({}, other)).toEqual({ changes: true, replaces: ["app"], deleteBeforeReplace });
    const elsewhere = { url: "http://elsewhere:8080" };
    expect(await diff({}, elsewhere)).toEqual({ changes: true, replaces: ["url"], deleteBeforeReplace });
  });

  it("is there after a failure", async () => {
    expect(await diff({ unfinished: "d-1" }, {})).toMatchObject({ changes: true });
  });
});

describe("equality of JSON", () => {
  it("is what Node.js means by it", () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
    const pairs = fc.oneof(
      fc.tuple(json, json),
      json.map((value) => [value, structuredClone(value)] as const),
    );
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(isEqual(one, other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
    expect(isEqual([], {})).toBe(false);
  });
});

describe("checking an app", () => {
  it("refuses an address that is none", async () => {
    const { failures } = await provider.check!(
      {} as AppInputs,
      inputsOf(wanted(), { url: "localhost:8080" }),
    );
    expect(failures).toEqual([{ property: "url", reason: expect.stringContaining("http://") }]);
  });
});

describe("reading an app", () => {
  it("finds no drift in what Marathon adds", async () => {
    fake.app = running(wanted());
    const props = { ...inputsOf(wanted()), __provider: "text" };
    expect(await provider.read!("/web", props)).toEqual({ id: "/web", props });
  });

  it("finds what somebody has changed, variables that have been added included", async () => {
    fake.app = running(
      wanted({ instances: 7, env: { GREETING: "hello", DEBUG: "1" }, constraints: [["a", "UNIQUE"]] }),
    );
    const app = wanted({ constraints: [] });
    const { props } = await provider.read!("/web", inputsOf(app));
    expect(props).toMatchObject({
      app: { instances: 7, env: { GREETING: "hello", DEBUG: "1" }, constraints: [["a", "UNIQUE"]] },
    });
  });

  it("takes the upgrade strategy for what it is told, since it only counts with an update", async () => {
    fake.app = running(wanted({ upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.5 } }));
    const { props } = await provider.read!("/web", inputsOf(wanted()));
    expect(props).toEqual(inputsOf(wanted()));
  });

  it("finds that it is gone", async () => {
    expect(await provider.read!("/web", inputsOf(wanted()))).toEqual({ id: "" });
  });
});

describe("deleting an app", () => {
  const remove = (inputs = inputsOf(wanted())) => provider.delete!("/web", inputs);

  it("is done when its tasks are gone", async () => {
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "DELETE") fake.deployments = [deployment("d-9")];
      if (path === "/v2/deployments" && ++looks === 3) fake.deployments = [];
      return method === "DELETE" ? [200, { deploymentId: "d-9", version: version(9) }] : undefined;
    };
    await remove();
    expect(looks).toBe(3);
    expect(fake.changes).toEqual(["DELETE /v2/apps/web?force=true"]);
  });

  it("is nothing where it is gone already", async () => {
    fake.instead = () => [404, { message: "App '/web' does not exist" }];
    await expect(remove()).resolves.toBeUndefined();
  });

  it("does not wait forever for tasks that do not stop", async () => {
    fake.deployments = [deployment("d-9")];
    fake.instead = ({ method }) => (method === "DELETE" ? [200, { deploymentId: "d-9" }] : undefined);
    await expect(remove(impatient(wanted()))).rejects.toThrow(
      "/web has been deleted, but is not gone: no progress for 0.1 s: its tasks are still stopping",
    );
  });

  it("tells why Marathon refuses", async () => {
    fake.instead = () => [503, { message: "the store does not answer" }];
    await expect(remove()).rejects.toThrow("(503): the store does not answer");
  });
});

describe("the provider as Pulumi writes it into the state", () => {
  /** Serialized as in a stack program, where bin/typescript.js compiles TypeScript. */
  async function serialized(): Promise<string> {
    const script = `
      const { serializeFunction } = require("@pulumi/pulumi/runtime/closure/serializeClosure");
      const { provider } = require("./src/orchestrators/marathon/provider.ts");
      serializeFunction(() => provider).then(({ text }) => process.stdout.write(text));`;
    const run = promisify(execFile)(process.execPath, ["--require", "./bin/typescript.js", "--eval", script]);
    return (await run).stdout;
  }

  it("works without TypeScript and without this project", async () => {
    const exported: { handler?: () => typeof provider } = {};
    new Function("exports", "require", await serialized())(exported, createRequire("/"));
    const { create, read, update, delete: remove } = exported.handler!();
    fake.app = running(wanted());
    fake.instead = ({ method }) => {
      if (method === "POST") return [201, { ...fake.app, deployments: [{ id: "d-1" }] }];
      if (method === "DELETE") fake.app = undefined;
      return undefined;
    };
    const inputs = inputsOf(wanted());
    expect(await create(inputs)).toEqual({ id: "/web", outs: inputs });
    expect(await read!("/web", inputs)).toEqual({ id: "/web", props: inputs });
    expect(await update!("/web", inputs, inputs)).toEqual({ outs: inputs });
    await remove!("/web", inputs);
    expect(fake.changes).toEqual(["POST /v2/apps?force=false", "DELETE /v2/apps/web?force=true"]);
  }, 30_000);
});
