import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppInputs } from "../../../src/orchestrators/marathon/change";
import { provider } from "../../../src/orchestrators/marathon/provider";
import { failure } from "../providers";
import { deployment, task, version } from "./fake";
import { fake, impatient, inputsOf, NEW_TASKS, running, STARTED, updated, wanted } from "./provider-kit";

const update = (olds: object, news: AppInputs) =>
  provider.update!("/web", { ...inputsOf(wanted()), ...olds }, news);

describe("updating a Marathon app", () => {
  it("sends the whole definition, which replaces the former one", async () => {
    fake.app = running(wanted());
    const news = wanted({ container: { docker: { image: "podium@sha256:newer" } } });
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = updated(news);
      return STARTED;
    };
    expect(await update({}, inputsOf(news))).toEqual({ outs: inputsOf(news) });
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
    expect(fake.bodyOf("PUT")).toEqual(news);
  });

  it("sends only the number if only that changes, since another strategy would restart every task", async () => {
    fake.app = running(wanted());
    const news = wanted({
      instances: 3,
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0.5 },
    });
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      // Scaling creates a new version of the app, but no new configuration.
      const tasks = [task("one"), task("two"), task("three", { version: version(2) })];
      fake.app = running(news, { version: version(2), tasks });
      return STARTED;
    };
    await update({}, inputsOf(news));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=true&force=false"]);
    expect(fake.bodyOf("PUT")).toEqual({ instances: 3 });
  });

  it.each([
    ["a variable that is no longer wanted", wanted({ env: { GREETING: "hello", MORE: "x" } }), {}],
    ["a field that the definition no longer has", wanted({ cmd: "x" }), { app: wanted({ cmd: "x" }) }],
  ])("removes %s", async (_, inMarathon, olds) => {
    fake.app = running(inMarathon);
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = updated(wanted());
      return STARTED;
    };
    await update(olds, inputsOf(wanted()));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
  });

  it("sends nothing if nothing changes, and does not wait for another app's deployment", async () => {
    fake.app = running(wanted());
    fake.deployments = [{ id: "d-0", affectedApps: ["/other"] }];
    const news = inputsOf(wanted(), { rollback: true });
    expect(await update({}, news)).toEqual({ outs: news });
    expect(fake.changes).toEqual([]);
  });

  it("sends nothing again if an update was interrupted, and waits for its deployment", async () => {
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

  it("creates an app that somebody has deleted", async () => {
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = running(wanted());
      return [201, { deploymentId: "d-1", version: version(1) }];
    };
    await update({}, inputsOf(wanted()));
    expect(fake.changes).toEqual(["PUT /v2/apps/web?partialUpdate=false&force=false"]);
  });

  it("waits until no task of an older version is left", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    fake.app = running(wanted());
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return STARTED;
      if (path === "/v2/deployments")
        fake.app = updated(news, looks++ ? NEW_TASKS : [task("one"), ...NEW_TASKS]);
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(2);
  });

  it("ends with its own deployment, not before and not after", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    const elsewhere = { id: "d-0", affectedApps: ["/other"] };
    let looks = 0;
    fake.app = running(wanted());
    fake.instead = ({ method, path }) => {
      if (method === "PUT") {
        fake.app = updated(news);
        return STARTED;
      }
      if (path === "/v2/deployments") {
        fake.deployments = ++looks < 3 ? [elsewhere, deployment("d-2")] : [elsewhere];
      }
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(3);
  });

  it("waits until the tasks in excess are gone", async () => {
    const news = wanted({ instances: 1 });
    fake.app = running(wanted());
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return STARTED;
      const tasks = looks < 2 ? [task("one"), task("two", { state: "TASK_KILLING" })] : [task("one")];
      if (path === "/v2/deployments" && ++looks) fake.app = running(news, { version: version(2), tasks });
      return undefined;
    };
    await update({}, inputsOf(news));
    expect(looks).toBe(3);
  });

  it("fails if another deployment has replaced its own", async () => {
    fake.app = running(wanted(), { version: version(3) });
    fake.instead = ({ method }) => (method === "PUT" ? STARTED : undefined);
    const { message } = await failure(update({}, inputsOf(wanted({ env: {} }))));
    expect(message).toBe("/web has not become as wanted: another deployment has replaced this one");
  });

  it("fails if somebody deletes the app meanwhile", async () => {
    fake.app = running(wanted());
    fake.instead = ({ method }) => {
      if (method !== "PUT") return undefined;
      fake.app = undefined;
      return STARTED;
    };
    const { message } = await failure(update({}, inputsOf(wanted({ env: {} }))));
    expect(message).toBe("/web has not become as wanted: somebody has deleted the app");
  });

  it("continues after Marathon was away for a moment", async () => {
    fake.app = running(wanted());
    let failures = 3;
    fake.instead = ({ path }) =>
      path === "/v2/deployments" && failures-- > 0 ? [503, { message: "no leader" }] : undefined;
    await update({}, inputsOf(wanted(), { rollback: true, patienceSeconds: 5 }));
    expect(failures).toBeLessThan(0);
  });

  it("has patience as long as there is progress", async () => {
    const news = wanted({ env: {} });
    const steps = [
      [task("one"), task("two"), NEW_TASKS[0]!],
      [task("two"), NEW_TASKS[0]!],
      [task("two"), ...NEW_TASKS],
      NEW_TASKS,
    ];
    fake.app = running(wanted());
    vi.useFakeTimers({ toFake: ["Date"] });
    // Each step takes 2 seconds, less than the patience; all together take more.
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return STARTED;
      if (path !== "/v2/deployments") return undefined;
      vi.setSystemTime(Date.now() + 1000);
      fake.app = updated(news, steps[Math.floor(looks++ / 2)]);
      return undefined;
    };
    await update({}, inputsOf(news, { patienceSeconds: 3 }));
    expect(looks).toBe(7);
  });

  it("loses patience after that many seconds without progress", async () => {
    const news = wanted({ env: {} });
    fake.app = running(wanted());
    vi.useFakeTimers({ toFake: ["Date"] });
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "PUT") return STARTED;
      if (path !== "/v2/deployments") return undefined;
      vi.setSystemTime(Date.now() + 1000);
      fake.app = updated(news, looks++ ? [task("two"), NEW_TASKS[0]!] : [task("one"), task("two")]);
      return undefined;
    };
    const { message } = await failure(update({}, inputsOf(news, { patienceSeconds: 3 })));
    expect(message).toMatch(
      /no progress for 3 s: 1 of 2 tasks are up to date and healthy; 1 of an older version is left$/,
    );
    // The first look, the progress of the second, and more than 3 seconds.
    expect(looks).toBe(6);
  });

  describe("that another deployment locks", () => {
    const locked = { message: "App is locked by one or more deployments.", deployments: [{ id: "d-0" }] };
    const news = wanted({ env: { GREETING: "bye" } });

    /** Locks the app for a number of tries; forcing always works. */
    const lock = (tries: number) => {
      fake.app = running(wanted());
      fake.instead = ({ method, path }) => {
        if (method !== "PUT") return undefined;
        if (!path.includes("force=true") && tries-- > 0) return [409, locked];
        fake.app = updated(news);
        return STARTED;
      };
    };
    const puts = (force: boolean) => fake.changes.filter((each) => each.endsWith(`force=${force}`)).length;

    it("waits for that deployment, and forces nothing", async () => {
      lock(2);
      await update({}, inputsOf(news));
      expect([puts(false), puts(true)]).toEqual([3, 0]);
    });

    it("gives up in the end, and names that deployment", async () => {
      lock(1000);
      const { message, id } = await failure(update({}, impatient(news)));
      expect(message).toBe(
        "/web is locked: another deployment still runs after 0.1 s. Roll it back with " +
          `\`curl -X DELETE ${fake.url}/v2/deployments/d-0\``,
      );
      expect(id).toBeUndefined();
      expect(puts(true)).toBe(0);
    });

    it("ends a deployment that this stack has left unfinished", async () => {
      lock(1000);
      const { outs } = (await update({ unfinished: "d-0" }, inputsOf(news)))!;
      expect([puts(false), puts(true)]).toEqual([1, 1]);
      expect(outs).not.toHaveProperty("unfinished");
    });

    it("does not end a deployment of somebody else", async () => {
      lock(1000);
      await failure(update({ unfinished: "d-9" }, impatient(news)));
      expect(puts(true)).toBe(0);
    });
  });

  describe("that never becomes healthy", () => {
    const news = wanted({ env: { GREETING: "bye" } });
    /** The response to cancelling the deployment. */
    let cancel: () => [number, unknown];

    beforeEach(() => {
      fake.app = running(wanted());
      fake.instead = ({ method, path }) => {
        if (method === "PUT") {
          fake.app = updated(news, [task("one"), task("two"), task("three", { version: version(2) })]);
          fake.deployments = [deployment("d-2", ["three"])];
          return STARTED;
        }
        return method === "DELETE" && path === "/v2/deployments/d-2" ? cancel() : undefined;
      };
    });

    it("stays as it is without a rollback, for the next update to end", async () => {
      const { message, properties } = await failure(update({}, impatient(news)));
      expect(message).toContain(
        "1 of 2 tasks are up to date and healthy; 2 of an older version are left; three is not ready",
      );
      expect(properties).toEqual({ ...impatient(news), unfinished: "d-2" });
      expect(fake.changes).toHaveLength(1);
    });

    it("is rolled back, and still fails", async () => {
      cancel = () => {
        // All tasks restart, in a version of their own.
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
      expect(message).toMatch(/three is not ready\. Rolled back: what ran before runs again$/);
      // The state is as it was before the update.
      expect(id).toBeUndefined();
    });

    it("reports that the rollback has failed, too", async () => {
      cancel = () => {
        fake.deployments = [deployment("d-3")];
        return [200, { deploymentId: "d-3", version: version(3) }];
      };
      const { message, properties } = await failure(update({}, impatient(news, { rollback: true })));
      expect(message).toMatch(/The rollback has failed, too: no progress for 0\.1 s: 1 of 2 tasks/);
      expect(properties).toMatchObject({ unfinished: "d-3" });
    });

    it("is rolled back later, once the contract says so", async () => {
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
