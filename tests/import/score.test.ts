import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolve } from "../../src/import/score/placeholders";
import { FakeRegistry } from "../image/registry-fake";
import { filesOf, type Imported, importing, itemOf } from "./support/importing";

let registry: FakeRegistry;
let image: string;
beforeAll(async () => {
  registry = await FakeRegistry.listen();
  registry.addConfigured({ User: "1000" }, { tag: "1" });
  image = `${registry.repository}:1`;
});
afterAll(() => registry.close());

const score = (text: string, name?: string): Promise<Imported> =>
  importing(join(filesOf({ "score.yaml": text }), "score.yaml"), name);

const START =
  "apiVersion: score.dev/v1b1\nmetadata: { name: shop, team: blue, annotations: { example.com/team: b } }\n";
const container = (keys: string, rest = "") =>
  `${START}containers:\n  web:\n    image: ${image}\n${keys}${rest}`;

describe("a Score file", () => {
  it("becomes values and items", async () => {
    const { values, items, text } = await score(
      container(
        `    variables:
      LEVEL: debug
      NAME: "\${metadata.name} of \${metadata.team}, $$5"
      DB_HOST: "\${resources.db.host}"
      DB_URL: "postgres://\${resources.db.user}:\${resources.db.password}@db"
      API_KEY: hunter2
      PORT: "8081"
    files: { /etc/app.conf: { content: x } }
    volumes: { /data: { source: "\${resources.data}" } }
    resources:
      limits: { cpu: 500m, memory: 128Mi }
      requests: { cpu: 250m }
    livenessProbe: { httpGet: { path: /live, port: 8081 } }
    readinessProbe: { httpGet: { path: /ready, port: 8081 } }
`,
        `service:
  ports:
    www: { port: 80, targetPort: 8081 }
    admin: { port: 9000 }
    dns: { port: 53, protocol: UDP }
resources:
  db: { type: postgres }
  data: { type: volume }
`,
      ),
    );
    expect(values).toEqual({
      name: "shop",
      port: "8081",
      env: { LEVEL: "debug", NAME: "shop of blue, $5" },
      cpu: "0.5",
      memory: "128",
      health: { path: "/live" },
      readiness: { path: "/ready" },
      user: "1000",
      readOnlyRootFilesystem: "false",
    });
    const lost = Object.fromEntries(
      items.filter(({ outcome }) => outcome === "lost").map(({ from, why }) => [from, why]),
    );
    expect(lost).toEqual({
      "metadata.team": expect.stringContaining("labels") as string,
      "metadata.annotations": expect.stringContaining("labels") as string,
      "service.ports.www, published as 80": expect.stringContaining("podium:publicPort 80") as string,
      "service.ports.admin": "a workload has one port, which is 8081",
      "service.ports.dns": "a workload's port is TCP",
      "containers.web.variables.DB_HOST": expect.stringMatching(
        /^contains \$\{resources\.db\.host\}: Podium provisions no postgres/,
      ) as string,
      "containers.web.variables.DB_URL": expect.stringMatching(
        /^contains \$\{resources\.db\.user\}, \$\{resources\.db\.password\}: /,
      ) as string,
      "containers.web.variables.API_KEY": expect.stringContaining("--path podium:secrets.API_KEY") as string,
      "containers.web.files /etc/app.conf": expect.stringContaining("into the image") as string,
      "containers.web.volumes /data": expect.stringContaining("no data is kept") as string,
      "containers.web.resources.requests.cpu": "Podium reserves what it limits",
      "resources.db": expect.stringContaining("Podium provisions no postgres") as string,
      "resources.data": expect.stringContaining("Podium provisions no volume") as string,
    });
    expect(itemOf(items, "containers.web.variables.PORT")).toMatchObject({
      outcome: "approximated",
      to: "port",
    });
    expect(text + JSON.stringify(items)).not.toContain("hunter2");
  });

  it("may have a check by command, which is not one by HTTP", async () => {
    const { values, items } = await score(
      container(
        "    livenessProbe: { exec: { command: [check, it] } }\n    readinessProbe: { httpGet: { scheme: HTTPS, path: /, port: 1 } }\n",
      ),
    );
    expect(values).toMatchObject({ health: { command: ["check", "it"] } });
    expect(itemOf(items, "containers.web.readinessProbe.httpGet")).toMatchObject({
      outcome: "lost",
      why: "checks are by HTTP, not HTTPS",
    });
  });

  it("may have checks at other ports than that of requests", async () => {
    const { values } = await score(
      container(
        "    livenessProbe: { httpGet: { path: /live, port: 9000 } }\n    readinessProbe: { httpGet: { path: /ready, port: 9001 } }\n",
      ),
    );
    expect(values).toMatchObject({
      health: { path: "/live", port: 9000 },
      readiness: { path: "/ready", port: 9001 },
    });
  });

  it("loses a secret header", async () => {
    const probe = `{ httpGet: { path: /live, port: 8080, httpHeaders: [{ name: Authorization, value: Basic aHVudGVyMg== }] } }`;
    const { items, text } = await score(container(`    livenessProbe: ${probe}\n`));
    expect(itemOf(items, "containers.web.livenessProbe.httpGet, header Authorization")).toMatchObject({
      outcome: "lost",
    });
    expect(text + JSON.stringify(items)).not.toContain("aHVudGVyMg");
  });

  it("with several containers needs to be told which, and loses the others by name", async () => {
    const text = container("", `  side:\n    image: x\n`).replace("image: x", `image: ${image}`);
    await expect(score(text)).rejects.toThrow(
      /has 2 containers, and Podium runs one\. Add --service NAME, one of web, side$/,
    );
    await expect(score(text, "db")).rejects.toThrow("has no container db. Add --service NAME");
    const { items } = await score(text, "side");
    expect(itemOf(items, "containers.web")).toMatchObject({ outcome: "lost" });
  });

  it.each([
    [
      "an unknown key",
      container("    imagine: x\n"),
      /score\.yaml, line 6: containers\.web\.imagine is not allowed here\. Allowed are: image, command, args/,
    ],
    [
      "another version",
      START.replace("v1b1", "v2") + "containers: {}\n",
      /, line 1: apiVersion must match pattern/,
    ],
    [
      "a short name",
      container("", "resources: { d: { type: redis } }\n"),
      /resources\.d is a name that must NOT have fewer than 2 characters/,
    ],
    ["no containers", START, /line 1: the file must have required property 'containers'/],
    [
      "an image that is built",
      START + 'containers:\n  web: { image: "." }\n',
      /containers\.web\.image is \. for an image that is built\. Build it/,
    ],
  ])("is refused: %s", async (_, text, message) => {
    await expect(score(text)).rejects.toThrow(message);
  });
});

describe("placeholders", () => {
  const metadata = { name: "shop", team: { name: "blue" }, count: 3 };

  it.each([
    ["${metadata.name}", "shop", []],
    ["${metadata.team.name}-${metadata.count}", "blue-3", []],
    ["$$ $${metadata.name} $x", "$ ${metadata.name} $x", []],
    [
      "${metadata.team} ${metadata.no} ${metadata} ${resources.db}",
      "${metadata.team} ${metadata.no} ${metadata} ${resources.db}",
      ["metadata.team", "metadata.no", "metadata", "resources.db"],
    ],
    ["${metadata.constructor}", "${metadata.constructor}", ["metadata.constructor"]],
  ])("in %j become %j", (text, value, unresolved) => {
    expect(resolve(text, metadata)).toEqual({ value, unresolved });
  });
});
