import { beforeAll, describe, expect, it } from "vitest";
import { provider } from "../../../src/orchestrators/marathon/provider";
import { serialized } from "../serialized";
import { deployment, task } from "./fake";
import { fake, impatient, inputsOf, running, STARTED, updated, wanted } from "./provider-kit";

describe("comparing a Marathon app with its state", () => {
  const diff = (olds: object, news: object) =>
    provider.diff!("/web", { ...inputsOf(wanted()), ...olds }, { ...inputsOf(wanted()), ...news });

  it("finds no difference between equals, whatever Pulumi adds to them", async () => {
    expect(await diff({ __provider: "old" }, { __provider: "new" })).toMatchObject({
      changes: false,
      replaces: [],
    });
  });

  it("finds an update in everything except the id and the URL", async () => {
    const app = wanted({ instances: 5 });
    expect(await diff({}, { app })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({}, { rollback: true })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({}, { patienceSeconds: 1 })).toMatchObject({ changes: true, replaces: [] });
  });

  it("finds a replacement in these, the old app first, since both want the same port", async () => {
    const deleteBeforeReplace = true;
    const other = { app: wanted({ id: "/other" }) };
    expect(await diff({}, other)).toEqual({ changes: true, replaces: ["app"], deleteBeforeReplace });
    const elsewhere = { url: "http://elsewhere:8080" };
    expect(await diff({}, elsewhere)).toEqual({ changes: true, replaces: ["url"], deleteBeforeReplace });
  });

  it("finds an update after a failure", async () => {
    expect(await diff({ unfinished: "d-1" }, {})).toMatchObject({ changes: true });
  });
});

describe("reading a Marathon app", () => {
  it("finds no drift in what Marathon adds", async () => {
    fake.app = running(wanted());
    const props = { ...inputsOf(wanted()), __provider: "text" };
    expect(await provider.read!("/web", props)).toEqual({ id: "/web", props });
  });

  it("finds what somebody has changed or added", async () => {
    fake.app = running(
      wanted({ instances: 7, env: { GREETING: "hello", DEBUG: "1" }, constraints: [["a", "UNIQUE"]] }),
    );
    const app = wanted({ constraints: [] });
    const { props } = await provider.read!("/web", inputsOf(app));
    expect(props).toMatchObject({
      app: { instances: 7, env: { GREETING: "hello", DEBUG: "1" }, constraints: [["a", "UNIQUE"]] },
    });
  });

  it("takes the upgrade strategy from the state, since it only matters to an update", async () => {
    fake.app = running(wanted({ upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.5 } }));
    const { props } = await provider.read!("/web", inputsOf(wanted()));
    expect(props).toEqual(inputsOf(wanted()));
  });

  it("does not take a 404 from another server for a lost app", async () => {
    fake.instead = () => [404, { message: "no such page" }];
    await expect(provider.read!("/web", inputsOf(wanted()))).rejects.toThrow("is not Marathon");
  });

  it("refuses an import", async () => {
    await expect(provider.read!("/web", undefined)).rejects.toThrow("a Marathon app cannot be imported");
  });

  it("finds that the app is gone", async () => {
    expect(await provider.read!("/web", inputsOf(wanted()))).toEqual({ id: "" });
  });
});

describe("deleting a Marathon app", () => {
  const remove = (inputs = inputsOf(wanted())) => provider.delete!("/web", inputs);
  const GONE: [number, object] = [404, { message: "App '/web' does not exist" }];

  it("is done when its tasks are gone", async () => {
    let looks = 0;
    fake.instead = ({ method, path }) => {
      if (method === "DELETE") fake.deployments = [deployment("d-9")];
      if (path === "/v2/deployments" && ++looks === 3) fake.deployments = [];
      return method === "DELETE" ? [200, { deploymentId: "d-9" }] : undefined;
    };
    await remove();
    expect(looks).toBe(3);
    expect(fake.changes).toEqual(["DELETE /v2/apps/web?force=true"]);
  });

  it("does nothing if the app is gone already", async () => {
    fake.instead = ({ method }) => (method === "DELETE" ? GONE : undefined);
    await expect(remove()).resolves.toBeUndefined();
  });

  it("waits for the tasks of an app whose deletion was interrupted", async () => {
    let looks = 0;
    fake.deployments = [{ id: "d-0", affectedApps: ["/other"] }, deployment("d-9")];
    fake.instead = ({ method, path }) => {
      if (path === "/v2/deployments" && ++looks === 3) fake.deployments.pop();
      return method === "DELETE" ? GONE : undefined;
    };
    await remove();
    expect(looks).toBe(3);
  });

  it("fails while tasks of a deleted app still run", async () => {
    fake.deployments = [deployment("d-9")];
    for (const response of [[200, { deploymentId: "d-9" }], GONE] as [number, object][]) {
      fake.instead = ({ method }) => (method === "DELETE" ? response : undefined);
      await expect(remove(impatient(wanted()))).rejects.toThrow(
        "/web is not deleted yet: no progress for 0.1 s: its tasks are still stopping",
      );
    }
  });

  it("fails if somebody restores the app meanwhile", async () => {
    fake.app = running(wanted());
    fake.instead = ({ method }) => (method === "DELETE" ? [200, { deploymentId: "d-9" }] : undefined);
    await expect(remove()).rejects.toThrow("/web is not deleted yet: it still exists, with 2 tasks");
  });

  it("does not believe a 404 that does not come from Marathon", async () => {
    fake.app = running(wanted());
    fake.instead = () => [404, { message: "no such page" }];
    await expect(remove()).rejects.toThrow(`what responds at ${fake.url} is not Marathon`);
  });

  it("reports why Marathon refuses", async () => {
    fake.instead = ({ method }) => (method === "DELETE" ? [403, { message: "Not authorized." }] : undefined);
    await expect(remove()).rejects.toThrow(
      "Marathon refuses DELETE /v2/apps/web?force=true (403): Not authorized.",
    );
  });
});

describe("the provider as Pulumi writes it into the state", () => {
  let load: () => typeof provider;
  beforeAll(async () => {
    [load] = (await serialized("src/orchestrators/marathon/provider.ts", "provider")) as [typeof load];
  }, 30_000);

  it("works without TypeScript and without this project", async () => {
    const { create, diff, read, update, delete: remove } = load();
    const inputs = inputsOf(wanted());
    const news = inputsOf(wanted({ env: { GREETING: "bye" } }));
    fake.app = running(wanted());
    fake.instead = ({ method }) => {
      if (method === "POST") return [201, { ...fake.app, deployments: [{ id: "d-1" }] }];
      if (method === "DELETE") fake.app = undefined;
      if (method !== "PUT") return undefined;
      fake.app = updated(news.app);
      return STARTED;
    };
    expect(await create(inputs)).toEqual({ id: "/web", outs: inputs });
    expect(await read!("/web", inputs)).toEqual({ id: "/web", props: inputs });
    expect(await diff!("/web", inputs, news)).toMatchObject({ changes: true, replaces: [] });
    expect(await update!("/web", inputs, inputs)).toEqual({ outs: inputs });
    expect(await update!("/web", inputs, news)).toEqual({ outs: news });
    await remove!("/web", news);
    expect(fake.changes).toEqual([
      "POST /v2/apps?force=false",
      "PUT /v2/apps/web?partialUpdate=false&force=false",
      "DELETE /v2/apps/web?force=true",
    ]);
  });

  it("adopts an app, and keeps one that fails in the state", async () => {
    fake.app = running(wanted(), { tasks: [task("one")], deployments: [{ id: "d-1" }] });
    fake.deployments = [deployment("d-1")];
    fake.instead = ({ method }) =>
      method === "POST" ? [409, { message: "An app with id [/web] already exists." }] : undefined;
    const inputs = impatient(wanted());
    await expect(load().create(inputs)).rejects.toMatchObject({
      message: expect.stringContaining("1 of 2 tasks are up to date and healthy"),
      id: "/web",
      properties: { ...inputs, unfinished: "d-1" },
    });
  });
});
