import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instancesOf } from "../../src/workload/instances";
import { DEFAULTS } from "../../src/workload/defaults";
import { parseWorkload } from "../../src/workload/schema";
import { InvalidConfig } from "../../src/workload/problems";

const parse = (changes: object) => parseWorkload({ name: "web", publicPort: 8085, ...changes });
const problemsOf = (changes: object) => {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
  return [];
};

describe("the contract", () => {
  it("sets every default", () => {
    expect(parse({})).toEqual({ ...DEFAULTS, name: "web", group: 65532, publicPort: 8085 });
  });

  it("accepts the strings of `pulumi config set` as numbers and booleans", () => {
    expect(parse({ replicas: "5", cpu: "0.5", readOnlyRootFilesystem: "false" })).toMatchObject({
      replicas: 5,
      cpu: 0.5,
      readOnlyRootFilesystem: false,
    });
  });

  it("merges part of a check or of the update with the defaults", () => {
    expect(parse({ health: { interval: 9 }, update: { surge: 0 } })).toMatchObject({
      health: { ...DEFAULTS.health, interval: 9 },
      update: { ...DEFAULTS.update, surge: 0 },
    });
  });

  it("accepts numbers and booleans as values of environment variables", () => {
    expect(parse({ env: { LIMIT: 5, DEBUG: true } }).env).toEqual({ LIMIT: "5", DEBUG: "true" });
  });

  it("accepts a health command, whose arguments may be stored as numbers and booleans", () => {
    expect(parse({ health: { command: ["/check", 8080, true] } }).health).toEqual({
      ...DEFAULTS.health,
      command: ["/check", "8080", "true"],
    });
  });

  it("accepts a command and arguments, which may be stored as numbers and booleans", () => {
    expect(parse({ command: ["/app/server"], args: [8080, true] })).toMatchObject({
      command: ["/app/server"],
      args: ["8080", "true"],
    });
    expect(parse({})).not.toHaveProperty("command");
  });

  it("has the user's number for a group unless that is set, too", () => {
    expect(parse({}).group).toBe(65532);
    expect(parse({ user: 1000 }).group).toBe(1000);
    expect(parse({ user: 1000, group: 0 })).toMatchObject({ user: 1000, group: 0 });
  });

  it.each(["SIGTERM", "SIGQUIT", "SIGUSR1", "SIGWINCH", "SIGRTMIN+3", "SIGRTMAX-14"])(
    "accepts the signal %s",
    (stopSignal) => expect(parse({ stopSignal })).toMatchObject({ stopSignal }),
  );

  it("accepts Podium's own names for environment variables, and similar names for secrets", () => {
    const given = { env: { PODIUM_FAULTS: "on", PORTS: "80" }, secrets: { PORTED: "x", MY_PODIUM_KEY: "x" } };
    expect(parse(given)).toMatchObject(given);
  });

  it("accepts names of environment variables that JavaScript's objects have, too, and the longest value", () => {
    const env = { toString: "a", constructor: "b", hasOwnProperty: "c", X: "x".repeat(128 * 1024 - 3) };
    expect(parse({ env }).env).toEqual(env);
    expect(parse({ secrets: { toString: "a", valueOf: "b" } }).secrets).toEqual({
      toString: "a",
      valueOf: "b",
    });
  });

  it.each(["/", "/a'b", "/a/b;c=1", "/$X", "/a%20b", "/a?b=/c?d&e", "/a//b/", "/...", "/a:b@c!(d)*,"])(
    "accepts a path that RFC 3986 has: %s",
    (path) => expect(parse({ health: { path } }).health?.path).toBe(path),
  );

  it("accepts equal bounds of autoscaling, and a timeout as long as the interval", () => {
    const given = {
      autoscaling: { min: 2, max: 2, cpuPercent: 50 },
      health: { ...DEFAULTS.health, interval: 4, timeout: 4 },
    };
    expect(parse(given)).toMatchObject(given);
  });

  it.each([
    [{ update: { surge: " " } }, "podium:update.surge", " ", "must be an integer from 0 to 100"],
    [{ replicas: "-1" }, "podium:replicas", "-1", "must be an integer from 1 to 100"],
    [{ replicas: 2.5 }, "podium:replicas", 2.5, "must be an integer from 1 to 100"],
    [{ version: "v1." }, "podium:version", "v1.", "starting and ending with a letter or digit"],
    [
      { env: { KEY: "a" }, secrets: { KEY: "b" } },
      "podium:secrets.KEY",
      undefined,
      "is also set in podium:env",
    ],
    [{ secrets: { PORT: "1" } }, "podium:secrets.PORT", undefined, "is reserved"],
    [{ env: { PORT: "1" } }, "podium:env.PORT", undefined, "set podium:port instead"],
    [{ secrets: { PODIUM_PEERS: "x" } }, "podium:secrets.PODIUM_PEERS", undefined, "PODIUM_… variable"],
    [{ cpu: "lots" }, "podium:cpu", "lots", "must be a number from 0.05 to 16 cores"],
    [{ memory: 1 }, "podium:memory", 1, "must be an integer from 32 to 65536 MiB"],
    [{ port: 0 }, "podium:port", 0, "must be an integer from 1 to 65535"],
    [{ user: 0 }, "podium:user", 0, "since 0 is root"],
    [{ user: 2147483648 }, "podium:user", 2147483648, "must be an integer from 1 to 2147483647"],
    [{ name: "My App" }, "podium:name", "My App", "must be 1 to 20 lowercase letters"],
    [{ health: { path: "healthz" } }, "podium:health.path", "healthz", "starts with a single /"],
    ...[
      "//a",
      "/ü",
      "/a b",
      "/{a}",
      "/${X}",
      "/a#b",
      '/a"b',
      "/a\\b",
      "/%2",
      "/a/../b",
      "/a/.",
      "/%2E?x",
    ].map((path) => [{ readiness: { path } }, "podium:readiness.path", path, "as in a URL"] as const),
    [
      { health: { path: `/${"a".repeat(1024)}` } },
      "podium:health.path",
      `/${"a".repeat(1024)}`,
      "must be a path",
    ],
    [
      { health: { interval: 1, timeout: 5 } },
      "podium:health.timeout",
      5,
      "must not exceed the interval of 1 seconds",
    ],
    [{ writable: "/run" }, "podium:writable", "/run", "must be a list of at most 10 absolute paths"],
    ...["run", "/", "/a/", "//a", "/a/../b", "/a/.", "/a b", "/a:b", "/a,b", "/${a}", "/{{.Task.ID}}"].map(
      (folder) => [{ writable: [folder] }, "podium:writable[0]", folder, "must be an absolute path"] as const,
    ),
    [{ writable: [5] }, "podium:writable[0]", 5, "must be an absolute path"],
    [{ writable: [`/${"a".repeat(255)}`] }, "podium:writable[0]", `/${"a".repeat(255)}`, "at most 255"],
    [{ writable: ["/a", "/proc/self"] }, "podium:writable[1]", "/proc/self", "must not be in /proc"],
    [{ writable: ["/sys"] }, "podium:writable[0]", "/sys", "must not be in /sys"],
    [{ writable: ["/dev/shm"] }, "podium:writable[0]", "/dev/shm", "must not be in /dev"],
    [{ writable: ["/run/secrets"] }, "podium:writable[0]", "/run/secrets", "must not be in /run/secrets"],
    [{ writable: ["/tmp/x"] }, "podium:writable[0]", "/tmp/x", "writable in any case"],
    [{ writable: ["/a", "/a"] }, "podium:writable[1]", "/a", "must not be /a, nor in it or around it"],
    [{ writable: ["/a/b", "/a"] }, "podium:writable[1]", "/a", "must not be /a/b, nor in it or around it"],
    [{ health: "no" }, "podium:health", "no", "must be none or an object of path, interval"],
    [{ readiness: null }, "podium:readiness", null, "must be none or an object of path, interval"],
    [
      { health: { headers: "x" } },
      "podium:health.headers",
      "[secret]",
      "must be an object of strings named with",
    ],
    [
      { health: { headers: { "a b": "c" } } },
      'podium:health.headers["a b"]',
      undefined,
      "letters, digits and hyphens",
    ],
    [{ readiness: { headers: { A: " b" } } }, "podium:readiness.headers.A", "[secret]", "printable ASCII"],
    [{ readiness: { headers: { A: "b\n" } } }, "podium:readiness.headers.A", "[secret]", "printable ASCII"],
    [
      { readiness: { headers: { A: "a", a: "b" } } },
      "podium:readiness.headers.a",
      undefined,
      "is the header A",
    ],
    [
      { health: { headers: { TE: "a" } } },
      "podium:health.headers.TE",
      undefined,
      "by whoever sends the request",
    ],
    [{ health: { headers: { Cookie: "a" } } }, "podium:health.headers.Cookie", undefined, "has credentials"],
    [{ health: { headers: { Host: [] } } }, "podium:health.headers.Host", "[secret]", "must be a string"],
    [{ health: { port: 0 } }, "podium:health.port", 0, "must be an integer from 1 to 65535"],
    [{ readiness: { port: 65536 } }, "podium:readiness.port", 65536, "must be an integer from 1 to 65535"],
    [{ tmp: { size: 0 } }, "podium:tmp.size", 0, "must be an integer from 1 to 65536 MiB"],
    [{ tmp: { exec: "yes" } }, "podium:tmp.exec", "yes", "must be true or false"],
    [{ tmp: 64 }, "podium:tmp", 64, "must be an object of size, exec"],
    [{ startSeconds: 0 }, "podium:startSeconds", 0, "must be an integer from 1 to 300 seconds"],
    [{ replaceSeconds: -1 }, "podium:replaceSeconds", -1, "must be an integer from 0 to 86400 seconds"],
    [{ replaceSeconds: 1.5 }, "podium:replaceSeconds", 1.5, "must be an integer from 0 to 86400 seconds"],
    [{ startSeconds: 301 }, "podium:startSeconds", 301, "must be an integer from 1 to 300 seconds"],
    [{ health: { command: "/check" } }, "podium:health.command", "/check", "must be a list of strings"],
    [{ health: { command: [] } }, "podium:health.command", [], "must be a list of strings"],
    [{ health: { command: ["/check", ""] } }, "podium:health.command[1]", "", "must not be empty"],
    [{ health: { command: ["/check", "a\0b"] } }, "podium:health.command[1]", "a\0b", "NUL"],
    [{ health: { command: ["/check", ["a"]] } }, "podium:health.command[1]", ["a"], "must be a string"],
    [{ health: { comand: ["/check"] } }, "podium:health.comand", undefined, "is not a key of the contract"],
    ...(["command", "args"] as const).flatMap((key) => [
      [{ [key]: "/app/server" }, `podium:${key}`, "/app/server", "must be a list of strings"],
      [{ [key]: [] }, `podium:${key}`, [], "must be a list of strings"],
      [{ [key]: ["x", ""] }, `podium:${key}[1]`, "", "must not be empty"],
      [{ [key]: ["x", "a\0b"] }, `podium:${key}[1]`, "a\0b", "NUL"],
    ]),
    ...["QUIT", 3, "SIGNAL", "sigquit", "SIGRTMIN+16", "SIGUSR3"].map(
      (stopSignal) =>
        [{ stopSignal }, "podium:stopSignal", stopSignal, "must be a signal of Linux by name"] as const,
    ),
    [{ group: -1 }, "podium:group", -1, "must be an integer from 0 to 2147483647"],
    [{ group: "root" }, "podium:group", "root", "must be an integer from 0 to 2147483647"],
    [{ init: "tini" }, "podium:init", "tini", "must be true or false"],
    [{ update: "fast" }, "podium:update", "fast", "must be an object of parallelism, surge, rollback"],
    [{ autoscaling: [1] }, "podium:autoscaling", [1], "must be an object of min, max, cpuPercent"],
    [{ update: { "sur.ge": 1 } }, 'podium:update["sur.ge"]', undefined, "is not a key of the contract"],
    [{ env: { "": "x" } }, 'podium:env[""]', undefined, "named with 1 to 253 letters"],
    [{ env: { ["x".repeat(254)]: "x" } }, `podium:env.${"x".repeat(254)}`, undefined, "named with 1 to 253"],
    ...(["env", "secrets"] as const).map((key) => [
      { [key]: JSON.parse('{"__proto__":"x"}') as object },
      `podium:${key}.__proto__`,
      undefined,
      "not __proto__",
    ]),
    [
      { env: { KEY_FILE: "a" }, secrets: { KEY: "b" } },
      "podium:env.KEY_FILE",
      undefined,
      "it names the file of the secret KEY",
    ],
    [
      { secrets: { KEY: "b", KEY_FILE: "a" } },
      "podium:secrets.KEY_FILE",
      undefined,
      "it names the file of the secret KEY",
    ],
    [{ autoscaling: { min: 5, max: 2, cpuPercent: 50 } }, "podium:autoscaling.min", 5, "must not exceed max"],
    [{ replcas: 2 }, "podium:replcas", undefined, "is not a key of the contract"],
    [{ env: { KEY: {} } }, "podium:env.KEY", "[secret]", "must be a string"],
    [{ env: { KEY: null } }, "podium:env.KEY", "[secret]", "must be a string"],
    [{ env: { KEY: 2 ** 53 + 2 } }, "podium:env.KEY", "[secret]", "too large to be exact"],
    [{ env: { KEY: "a\0b" } }, "podium:env.KEY", "[secret]", "NUL"],
    [{ env: { KEY: "\ud800" } }, "podium:env.KEY", "[secret]", "well-formed"],
    [{ env: { KEY: "x".repeat(128 * 1024 - 4) } }, "podium:env.KEY", "[secret]", "shorter than 128 KiB"],
    [{ env: { "1x": "y" } }, "podium:env.1x", undefined, "not starting with a digit"],
  ] as [object, string, unknown, string][])(
    "refuses %j, naming the key, the value and the rule",
    (changes, key, value, rule) => {
      const [problem] = problemsOf(changes);
      expect(problem?.key).toBe(key);
      expect(problem?.value).toEqual(value);
      expect(problem?.rule).toContain(rule);
    },
  );

  it("reports all problems at once, each with the command that fixes it", () => {
    expect(() => parse({ replicas: 0, update: { surge: -1 } })).toThrow(
      [
        "podium:replicas must be an integer from 1 to 100, got 0. Change it: `pulumi config set podium:replicas VALUE`",
        "podium:update.surge must be an integer from 0 to 100, got -1. " +
          "Change it: `pulumi config set --path podium:update.surge VALUE`",
      ].join("\n"),
    );
  });

  it.each([
    [
      { secrets: { "1": "s3cret", KEY: "s3cret" } },
      "podium:secrets.1 must be named with 1 to",
      "Remove it: `pulumi config rm --path podium:secrets.1`",
    ],
    [
      { secrets: { PORT: "s3cret" } },
      "podium:secrets.PORT is reserved",
      // Its only part: nothing is left of the object.
      "Remove it: `pulumi config rm podium:secrets`",
    ],
    [
      { secret: { KEY: "s3cret" } },
      "podium:secret is not a key of the contract",
      "pulumi config rm podium:secret",
    ],
    [
      { env: { "a.b": "s3cret", KEY: "s3cret" } },
      'podium:env["a.b"] must be named with 1 to',
      "Remove it: `pulumi config rm --path 'podium:env[\"a.b\"]'`",
    ],
    [
      { secrets: "s3cret" },
      "podium:secrets must be an object of strings",
      "Remove it: `pulumi config rm podium:secrets`, then set its parts: " +
        "`pulumi config set --secret --path podium:secrets.NAME VALUE`",
    ],
  ])(
    "repeats no possible secret, and no command that would store one in plain text: %j",
    (changes, found, remedy) => {
      expect(() => parse(changes)).toThrow(found);
      expect(() => parse(changes)).toThrow(remedy);
      expect(() => parse(changes)).not.toThrow(/s3cret/);
    },
  );

  it.each(["command", "args"])("has in %s what Linux passes to a process", (key) => {
    const longest = ["a", "x".repeat(2 ** 17 - 1)];
    expect(parse({ [key]: longest })).toMatchObject({ [key]: longest });
    expect(() => parse({ [key]: ["a", "x".repeat(2 ** 17)] })).toThrow(
      `podium:${key}[1] must be shorter than 128 KiB, the limit of Linux, got "[a long value]"`,
    );
  });

  it("accepts headers of checks, and what Pulumi stores for text", () => {
    const headers = { Host: "app.example.com:80", "x-1": 'a  "b" \\' };
    expect(parse({ health: { headers } }).health?.headers).toEqual(headers);
    expect(parse({ readiness: { headers: { A: 1, B: true } } }).readiness?.headers).toEqual({
      A: "1",
      B: "true",
    });
  });

  it("has no check where none is wanted", () => {
    expect(parse({ health: "none" })).not.toHaveProperty("health");
    expect(parse({ health: "none" }).readiness).toEqual(DEFAULTS.readiness);
    expect(parse({ readiness: "none" })).not.toHaveProperty("readiness");
  });

  it.each(["health", "readiness"] as const)(
    "has no other port for %s if it is that of the workload",
    (check) => {
      expect(parse({ port: 9000, [check]: { port: 9000 } })[check]).not.toHaveProperty("port");
      expect(parse({ port: 9000, [check]: { port: "9001" } })[check]).toHaveProperty("port", 9001);
    },
  );

  it("accepts folders beside each other, and around that of the secrets", () => {
    const writable = ["/run", "/a", "/ab", "/tmpx", "/home/app/.cache"];
    expect(parse({ writable })).toMatchObject({ writable });
  });

  it("says how to replace what is not a list", () => {
    expect(() => parse({ health: { command: "/check" } })).toThrow(
      "Remove it: `pulumi config rm --path podium:health.command`, then set its items: " +
        "`pulumi config set --type string --path 'podium:health.command[0]' VALUE`",
    );
  });

  it("says how to replace what is not a list of arguments", () => {
    expect(() => parse({ args: "--fast" })).toThrow(
      "Remove it: `pulumi config rm --path podium:args`, then set its items: " +
        "`pulumi config set --type string --path 'podium:args[0]' VALUE`",
    );
  });

  it("counts instances within the autoscaler's bounds, if the orchestrator can autoscale", () => {
    const counted = (autoscaling: object, canAutoscale = true) =>
      instancesOf(parse({ replicas: 4, autoscaling }), canAutoscale);
    expect(counted({ min: 5, max: 6, cpuPercent: 70 })).toEqual({ initial: 5, min: 5, max: 6 });
    expect(counted({ min: 1, max: 3, cpuPercent: 70 })).toEqual({ initial: 3, min: 1, max: 3 });
    expect(counted({ min: 1, max: 6, cpuPercent: 70 })).toEqual({ initial: 4, min: 1, max: 6 });
    expect(counted({ min: 5, max: 6, cpuPercent: 70 }, false)).toEqual({ initial: 4, min: 4, max: 4 });
    expect(instancesOf(parse({ replicas: 4 }), true)).toEqual({ initial: 4, min: 4, max: 4 });
  });

  it("accepts no number out of range", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.string()), (replicas) => {
        const number = typeof replicas === "string" && replicas.trim() ? Number(replicas) : replicas;
        const valid = typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= 100;
        expect(problemsOf({ replicas }).length === 0).toBe(valid);
      }),
    );
  });
});
