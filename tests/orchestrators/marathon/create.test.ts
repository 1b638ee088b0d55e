import { beforeEach, describe, expect, it } from "vitest";
import { provider } from "../../../src/orchestrators/marathon/provider";
import { deployment, task, version } from "./fake";
import { failure } from "../providers";
import { fake, impatient, inputsOf, OWN, running, STARTED, updated, wanted } from "./provider-kit";

const EXISTS: [number, object] = [409, { message: "An app with id [/web] already exists." }];

describe("creating a Marathon app", () => {
  it("is done when its deployment is, and its tasks are healthy", async () => {
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

  it("fails if another deployment has replaced its own", async () => {
    fake.app = updated(wanted());
    fake.instead = ({ method }) =>
      method === "POST" ? [201, running(wanted(), { deployments: [{ id: "d-1" }] })] : undefined;
    const { message } = await failure(provider.create(inputsOf(wanted())));
    expect(message).toBe("/web has not become as wanted: another deployment has replaced this one");
  });

  it("reports field by field what Marathon does not accept", async () => {
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
        return STARTED;
      };
    });

    it("stays in the state, with Pulumi's own key, for the next operation to update or delete it", async () => {
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

    it("is rolled back if the contract says so, and leaves nothing", async () => {
      const { message, id } = await failure(provider.create(impatient(wanted(), { rollback: true })));
      expect(message).toMatch(/one fails its health check: 503\. Rolled back: the app is gone$/);
      expect(id).toBeUndefined();
      expect(fake.changes.at(-1)).toBe("DELETE /v2/deployments/d-1");
    });

    it("stays in the state if the rollback ends with an app all the same", async () => {
      const { instead } = fake;
      fake.instead = (request) => {
        const response = instead(request);
        if (request.method === "DELETE") fake.app = running(wanted());
        return response;
      };
      const { message, id, properties } = await failure(
        provider.create(impatient(wanted(), { rollback: true })),
      );
      expect(message).toMatch(/Rolled back: what ran before runs again$/);
      expect({ id, properties }).toMatchObject({ id: "/web", properties: { app: wanted() } });
    });
  });
});

describe("creating a Marathon app that exists", () => {
  /** An app that exists, whatever else is in its way. */
  const existing = (app: ReturnType<typeof running>) => {
    fake.app = app;
    fake.instead = ({ method }) => (method === "POST" ? EXISTS : undefined);
  };

  it.each([
    ["without labels", undefined],
    ["of another stack", { ...OWN, "podium-stack": "production" }],
    ["of something else", { ...OWN, "managed-by": "terraform" }],
    ["without the name of a stack", { "managed-by": "podium" }],
  ])("fails for one %s", async (_, labels) => {
    existing(running(wanted({ labels })));
    const { message, id } = await failure(provider.create(inputsOf(wanted())));
    expect(message).toBe(
      "Marathon refuses POST /v2/apps?force=false (409): An app with id [/web] already exists. This stack has not " +
        "created it: choose another podium:name, or remove the app with " +
        `\`curl -X DELETE ${fake.url}/v2/apps/web\``,
    );
    expect(id).toBeUndefined();
    expect(fake.changes).toEqual(["POST /v2/apps?force=false"]);
  });

  it("fails for one without labels if the stack has none either", async () => {
    existing(running(wanted({ labels: {} })));
    const { message } = await failure(provider.create(inputsOf(wanted({ labels: {} }))));
    expect(message).toContain("This stack has not created it");
  });

  it("fails as Marathon says if it is no app, but a pod", async () => {
    const message = "A pod with id [/web] already exists.";
    fake.instead = ({ method }) => (method === "POST" ? [409, { message }] : undefined);
    expect((await failure(provider.create(inputsOf(wanted())))).message).toMatch(
      /: A pod with id \[\/web\] already exists\.$/,
    );
  });

  it("adopts one that an interrupted `up` of this stack has created, and waits for its deployment", async () => {
    existing(running(wanted(), { tasks: [task("one")], deployments: [{ id: "d-1" }] }));
    fake.deployments = [deployment("d-1")];
    const { instead } = fake;
    let looks = 0;
    fake.instead = (request) => {
      if (request.path === "/v2/deployments" && ++looks === 3) {
        fake.deployments = [];
        fake.app = running(wanted());
      }
      return instead(request);
    };
    const inputs = inputsOf(wanted());
    expect(await provider.create(inputs)).toEqual({ id: "/web", outs: inputs });
    expect([looks, fake.changes]).toEqual([3, ["POST /v2/apps?force=false"]]);
  });

  it("updates the one that it adopts to what is wanted now, and ends the interrupted deployment", async () => {
    const news = wanted({ container: { docker: { image: "podium@sha256:newer" } } });
    existing(running(wanted(), { deployments: [{ id: "d-1" }] }));
    const { instead } = fake;
    fake.instead = (request) => {
      if (request.method !== "PUT") return instead(request);
      if (request.path.endsWith("force=false")) {
        return [409, { message: "App is locked", deployments: [{ id: "d-1" }] }];
      }
      fake.app = updated(news);
      return STARTED;
    };
    expect(await provider.create(inputsOf(news))).toEqual({ id: "/web", outs: inputsOf(news) });
    expect(fake.changes).toEqual([
      "POST /v2/apps?force=false",
      "PUT /v2/apps/web?partialUpdate=false&force=false",
      "PUT /v2/apps/web?partialUpdate=false&force=true",
    ]);
    const puts = fake.requests.filter(({ method }) => method === "PUT");
    expect(puts.map(({ body }) => body)).toEqual([news, news]);
  });

  it("does not end somebody else's deployment of the one that it adopts", async () => {
    const news = wanted({ env: {} });
    existing(running(wanted(), { deployments: [{ id: "d-1" }] }));
    const { instead } = fake;
    fake.instead = (request) =>
      request.method === "PUT"
        ? [409, { message: "App is locked", deployments: [{ id: "d-9" }] }]
        : instead(request);
    const { message } = await failure(provider.create(impatient(news)));
    expect(message).toContain("/web is locked");
    expect(fake.changes.filter((each) => each.endsWith("force=true"))).toEqual([]);
  });

  it("keeps the one that it adopts in the state if the update fails and is rolled back", async () => {
    const news = wanted({ env: { GREETING: "bye" } });
    existing(running(wanted()));
    const { instead } = fake;
    fake.instead = (request) => {
      const { method, path } = request;
      if (method === "PUT") {
        fake.app = updated(news, [task("one"), task("two")]);
        fake.deployments = [deployment("d-2")];
        return STARTED;
      }
      if (method !== "DELETE") return instead(request);
      expect(path).toBe("/v2/deployments/d-2");
      fake.app = running(wanted());
      fake.deployments = [];
      return [200, { deploymentId: "d-3", version: version(3) }];
    };
    const inputs = impatient(news, { rollback: true });
    const { message, id, properties } = await failure(provider.create(inputs));
    expect(message).toMatch(/Rolled back: what ran before runs again$/);
    expect({ id, properties }).toEqual({ id: "/web", properties: inputs });
  });
});
