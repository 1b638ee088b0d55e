import fc from "fast-check";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { ROOT } from "../../src/common/paths";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { planStack } from "../../src/plan";
import { record } from "../../src/plan/record";
import { readWorkload, type StackWorkload } from "../../src/program/settings";
import { shownFile, workloadFile } from "../../src/program/workloadPath";
import { IMAGE } from "../program";
import { CONFIGURATIONS } from "../orchestrators/configurations";
import { temporaryFolder } from "../folder";
import { workloadFileOf } from "../workloadFile";
import { SCALARS } from "./scalars";

/** What a program reads of a workload file and its stack's configuration. */
async function read(content: string, config: Record<string, string> = {}): Promise<StackWorkload> {
  const recording = { project: "test", config, workloadFile: workloadFileOf(content) };
  return (await record(recording, () => readWorkload({ publicPort: 8085 }))).result;
}

/** Why it is refused, without the file's folder. */
async function refusal(content: string, config: Record<string, string> = {}): Promise<string> {
  const outcome = await read(content, config).catch((error: Error) => error);
  expect(outcome).toBeInstanceOf(Error);
  return (outcome as Error).message.replace(/\/\S*\/(?=podium\.yaml)/g, "");
}

describe("a workload file", () => {
  it("sets keys of the contract, and parts of them beside the defaults", async () => {
    const { workload, isSample } = await read(
      `name: web\nreplicas: 5\nhealth:\n  path: /up\nenv: {A: 1, B: true}\nimage: ${IMAGE}\n`,
    );
    expect(workload).toMatchObject({
      name: "web",
      replicas: 5,
      publicPort: 8085,
      health: { path: "/up", interval: 5 },
      env: { A: "1", B: "true" },
    });
    expect(isSample).toBe(false);
  });

  it("has lists, which a stack's own replace", async () => {
    const file = "command:\n  - /app/server\nargs: [--port, 8080]\n";
    const { workload } = await read(file, { "podium:args": '["--port",9090]' });
    expect(workload).toMatchObject({ command: ["/app/server"], args: ["--port", "9090"] });
    expect((await read(file)).workload.args).toEqual(["--port", "8080"]);
  });

  it.each(["", "# nothing yet\n", "---\n", "{}"])("may say nothing: %j", async (content) => {
    expect((await read(content)).workload).toEqual((await read("replicas: 2")).workload);
  });

  it("is read as Pulumi reads a stack's configuration, whatever YAML says", async () => {
    // What is not among these is refused as a variable.
    const arrives = (value: unknown) =>
      value !== null && (Number.isSafeInteger(value) || !Number.isInteger(value));
    const variables = SCALARS.filter(([, value]) => arrives(value));
    const lines = variables.map(([written], index) => `  V${index}: ${written}\n`);
    const { env } = (await read(`env:\n${lines.join("")}`)).workload;
    expect(Object.values(env)).toEqual(variables.map(([, value]) => String(value)));
  });

  it("may use text for numbers, and numbers for text", async () => {
    const { workload } = await read('replicas: "3"\nversion: 1.5\nreadOnlyRootFilesystem: "false"\n');
    expect(workload).toMatchObject({ replicas: 3, version: "1.5", readOnlyRootFilesystem: false });
  });

  it("may repeat parts by an alias, or merge them", async () => {
    const { workload } = await read(
      "health: &check {interval: 9, timeout: 3}\nreadiness:\n  <<: *check\n  failures: 1\n",
    );
    expect(workload.readiness).toEqual({ path: "/readyz", interval: 9, timeout: 3, failures: 1 });
  });

  it("is none by default, so that a plan is the same in every checkout", async () => {
    const { result } = await record({ project: "test" }, () => workloadFile());
    expect(result).toBeUndefined();
  });

  it("is podium.yaml in the project's root, unless the environment names another or none", () => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", undefined);
    expect([undefined, join(ROOT, "podium.yaml")]).toContain(workloadFile());
    vi.stubEnv("PODIUM_WORKLOAD_FILE", "");
    expect(workloadFile()).toBeUndefined();
    vi.stubEnv("PODIUM_WORKLOAD_FILE", "examples/a.yaml");
    expect(workloadFile()).toBe(join(process.cwd(), "examples/a.yaml"));
    vi.unstubAllEnvs();
    expect(shownFile(join(ROOT, "podium.yaml"))).toBe("podium.yaml");
    expect(shownFile("/elsewhere/podium.yaml")).toBe("/elsewhere/podium.yaml");
  });
});

describe("a stack's configuration", () => {
  it("goes over the workload file, key by key, and part by part", async () => {
    const { workload } = await read(
      "replicas: 5\ncpu: 0.5\nhealth: {path: /up, interval: 9}\nenv: {A: a, B: b}\n",
      {
        "podium:replicas": "3",
        "podium:health": '{"interval":7}',
        "podium:env": '{"B":"stack","C":"c"}',
        "podium:publicPort": "80",
      },
    );
    expect(workload).toMatchObject({ replicas: 3, cpu: 0.5, publicPort: 80 });
    expect(workload.health).toMatchObject({ path: "/up", interval: 7, failures: 3 });
    expect(workload.env).toEqual({ A: "a", B: "stack", C: "c" });
  });

  it("can have a secret in place of a variable", async () => {
    const { workload } = await read("env: {A: a, B: b}\n", { "podium:secrets": '{"A":"s3cret"}' });
    expect(workload.env).toEqual({ B: "b" });
    expect(Object.keys(workload.secrets)).toEqual(["A"]);
  });

  it("can replace the image", async () => {
    const other = IMAGE.replace("podium@", "other@");
    const { image } = await read(`image: ${IMAGE}\n`, { "podium:image": other });
    expect(await new Promise((resolve) => image.apply(resolve))).toBe(other);
  });

  it("means what it means in the file: any values, on a plan and in its refusal", async () => {
    const outcomeOf = (run: Promise<StackWorkload>) =>
      run.then(
        ({ workload }) => workload,
        () => "refused",
      );
    const shared = CONFIGURATIONS.map(({ secrets: _, registryCredentials: __, ...rest }) => rest);
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(shared, async (given) => {
        const set = Object.entries(given).filter(([, value]) => value !== undefined);
        const config = Object.fromEntries(
          set.map(([key, value]) => [
            `podium:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
          ]),
        );
        // JSON is YAML.
        const inFile = await outcomeOf(read(JSON.stringify(Object.fromEntries(set))));
        expect(inFile).toEqual(await outcomeOf(read("", config)));
        if (inFile !== "refused") accepted++;
      }),
      { numRuns: 150, seed: 20261129 },
    );
    expect(accepted).toBeGreaterThan(15);
  });
});

describe("an error in a workload file", () => {
  it.each([
    ["\nreplicas: 0\n", "podium.yaml, line 2: replicas must be an integer from 1 to 100, got 0."],
    ["a: 1\n", "podium.yaml, line 1: a is not a key of the contract. Remove it."],
    ["toString: 1\n", "podium.yaml, line 1: toString is not a key of the contract. Remove it."],
    ["health:\n  pth: /\n", "podium.yaml, line 2: health.pth is not a key of the contract. Remove it."],
    [
      "health: 5\n",
      "podium.yaml, line 1: health must be none or an object of path, interval, timeout, failures, headers, port, command, got 5.",
    ],
    [
      "health:\n  path: /\n  command: [a, 1.5, '']\n",
      'podium.yaml, line 3: health.command[2] must not be empty, got "".',
    ],
    ["port: 8081\nargs:\n  - a\n  - ''\n", 'podium.yaml, line 2: args[1] must not be empty, got "".'],
    ["env:\n", "podium.yaml, line 1: env must be an object of strings named"],
    ["env:\n  # A\n  A: [s3cret]\n", 'podium.yaml, line 3: env.A must be a string, got "[secret]".'],
    ["env:\n  a.b: 1\n", 'podium.yaml, line 2: env["a.b"] must be named with 1 to 253 letters'],
    ["env:\n  PORT: 1\n", "podium.yaml, line 2: env.PORT is reserved: set port instead, which also"],
    [
      "env:\n  A: 1\n  B: 9007199254740993\n",
      'podium.yaml, line 3: env.B must be in quotes, since the number is too large to be exact, got "[secret]".',
    ],
    [
      "cpu: 1\nautoscaling:\n  min: 1\n  max: 2\n",
      "podium.yaml, line 2: autoscaling.cpuPercent must be an integer from 1 to 100, but is missing.",
    ],
    [
      "health:\n  interval: 1\n",
      "podium.yaml, line 1: health.timeout must not exceed the interval of 1 seconds, got 2.",
    ],
    [
      "health: &x\n  interval: 500\nreadiness: *x\n",
      /\npodium\.yaml, line 2: readiness\.interval must be an integer from 1 to 300 seconds, got 500\.$/,
    ],
    [
      "health: &x {interval: 500}\nreadiness:\n  <<: *x\n",
      /\npodium\.yaml, line 2: readiness\.interval must be an integer from 1 to 300 seconds, got 500\.$/,
    ],
    ["image: nginx:1\n", "podium.yaml, line 1: image must be an image by digest, repository@sha256:…"],
    [
      "publicPort: 80\n",
      "podium.yaml, line 1: publicPort is not for all stacks, whose deployments would take the same port from each " +
        "other: set it in a stack's folder by `pulumi config set podium:publicPort VALUE`. Remove it.",
    ],
    [
      "secrets:\n  A: s3cret\n",
      "podium.yaml, line 1: secrets must not be in a file that is not encrypted: set each in a stack's folder by " +
        "`pulumi config set --secret --path podium:secrets.NAME VALUE`. Remove it.",
    ],
    [
      "registryCredentials: s3cret\n",
      "podium.yaml, line 1: registryCredentials must not be in a file that is not encrypted: set each in a stack's " +
        "folder by `pulumi config set --secret --path podium:registryCredentials.NAME VALUE`. Remove it.",
    ],
    [
      "podium:replicas: 3\n",
      "podium.yaml, line 1: podium:replicas has a prefix, which keys have only in a stack's configuration: write replicas.",
    ],
    [
      "update.surge: 3\n",
      "podium.yaml, line 1: update.surge is a path, not a key: write each part on a line",
    ],
    ["a: 1\nreplicas: [s3cret\n", /^podium\.yaml, line 3: is not YAML$/],
    ["cpu: s3cret\ncpu: s3cret\n", /^podium\.yaml, line 2: repeats a key$/],
    ["health: &x\n  path: *x\n", /^podium\.yaml has a value that contains itself$/],
    ["- s3cret\n", "podium.yaml must be a map of keys, such as replicas: 2"],
  ])("names its line, what is wrong and what is allowed: %j", async (content, message) => {
    const found = await refusal(content);
    if (typeof message === "string") expect(found.slice(0, message.length)).toBe(message);
    else expect(found).toMatch(message);
    expect(found).not.toContain("s3cret");
  });

  it("is one of a list of all of them, in the file's order", async () => {
    const message = await refusal("user: 0\nsecrets: {}\nimage: x\nreplicas: 0\nenv: {A: []}\n");
    expect(message.match(/line \d/g)).toEqual([1, 2, 3, 4, 5].map((line) => `line ${line}`));
  });

  it("names a file that the environment names and that cannot be read", async () => {
    const folder = temporaryFolder();
    for (const [path, code] of [
      [join(folder, "nothing.yaml"), "ENOENT"],
      [folder, "EISDIR"],
    ]) {
      const recording = { project: "test", workloadFile: path };
      await expect(record(recording, () => readWorkload({ publicPort: 1 }))).rejects.toThrow(
        `${path} cannot be read: ${code}`,
      );
    }
  });

  it("is told apart from one in the stack's configuration, which is named as ever", async () => {
    const inStack = "podium:replicas must be an integer from 1 to 100, got 0. Change it: `pulumi config set";
    expect(await refusal("replicas: 5\ncpu: 1\n", { "podium:replicas": "0" })).toContain(inStack);
    expect(await refusal("health:\n  interval: 9\n", { "podium:health": '{"interval":0}' })).toMatch(
      /^podium:health\.interval must be an integer/,
    );
    const interval = "must not exceed the interval of 1 seconds";
    const config = { "podium:health": '{"interval":1}' };
    expect(await refusal("health: {path: /}\n", config)).toMatch(`podium:health.timeout ${interval}`);
    expect(await refusal("cpu: 1\nhealth: {timeout: 3}\n", config)).toMatch(
      `podium.yaml, line 2: health.timeout ${interval}`,
    );
    expect(await refusal("env: {A_FILE: x}\n", { "podium:secrets": '{"A":"x"}' })).toBe(
      "podium.yaml, line 1: env.A_FILE is reserved: it names the file of the secret A where secrets are files. Remove it.",
    );
  });
});

describe("every program", () => {
  it.each(ORCHESTRATOR_NAMES)("reads the file: %s", async (name) => {
    const file = workloadFileOf("name: from-file\ncpu: 0.5\nmemory: 512\nenv: {FROM_FILE: x}\n");
    const config = {
      "podium:name": "from-file",
      "podium:cpu": "0.5",
      "podium:memory": "512",
      "podium:env": '{"FROM_FILE":"x"}',
    };
    const { resources } = await planStack(name, {}, file);
    expect(JSON.stringify(resources)).toContain("FROM_FILE");
    expect(resources).toEqual((await planStack(name, config)).resources);
  });
});
