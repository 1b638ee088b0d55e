import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULTS, initialReplicas, InvalidWorkload, parseWorkload } from "../../src/workload/workload";

const parse = (changes: object) => parseWorkload({ name: "web", publicPort: 8085, ...changes });
const problemsOf = (changes: object) => {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof InvalidWorkload) return error.problems;
    throw error;
  }
  return [];
};

describe("the contract", () => {
  it("sets every default", () => {
    expect(parse({})).toEqual({ ...DEFAULTS, name: "web", publicPort: 8085 });
  });

  it("takes the texts of `pulumi config set` for numbers and truth values", () => {
    expect(parse({ replicas: "5", cpu: "0.5", readOnlyRootFilesystem: "false" })).toMatchObject({
      replicas: 5,
      cpu: 0.5,
      readOnlyRootFilesystem: false,
    });
  });

  it("merges a part of a check or of the update with the defaults", () => {
    expect(parse({ health: { interval: 9 }, update: { surge: 0 } })).toMatchObject({
      health: { ...DEFAULTS.health, interval: 9 },
      update: { ...DEFAULTS.update, surge: 0 },
    });
  });

  it("takes numbers and truth values for the texts of variables", () => {
    expect(parse({ env: { LIMIT: 5, DEBUG: true } }).env).toEqual({ LIMIT: "5", DEBUG: "true" });
  });

  it("takes names like Podium's own for variables, and for secrets that only resemble them", () => {
    const given = { env: { PODIUM_FAULTS: "on", PORTS: "80" }, secrets: { PORTED: "x", MY_PODIUM_KEY: "x" } };
    expect(parse(given)).toMatchObject(given);
  });

  it.each([
    [{ replicas: "-1" }, "podium:replicas", "-1", "a whole number from 1 to 100"],
    [{ replicas: 2.5 }, "podium:replicas", 2.5, "a whole number from 1 to 100"],
    [{ version: "v1." }, "podium:version", "v1.", "the first and the last a letter or a digit"],
    [
      { env: { KEY: "a" }, secrets: { KEY: "b" } },
      "podium:secrets.KEY",
      undefined,
      "a name that podium:env does not have",
    ],
    [{ secrets: { PORT: "1" } }, "podium:secrets.PORT", undefined, "a name other than PORT"],
    [{ env: { PORT: "1" } }, "podium:env.PORT", undefined, "to set podium:port instead"],
    [
      { secrets: { PODIUM_PEERS: "x" } },
      "podium:secrets.PODIUM_PEERS",
      undefined,
      "those that begin with PODIUM_",
    ],
    [{ cpu: "lots" }, "podium:cpu", "lots", "a number from 0.05 to 16 cores"],
    [{ memory: 1 }, "podium:memory", 1, "a whole number from 32 to 65536 MiB"],
    [{ port: 80 }, "podium:port", 80, "a whole number from 1024 to 65535"],
    [{ user: 0 }, "podium:user", 0, "since 0 is root"],
    [{ user: 2147483648 }, "podium:user", 2147483648, "a whole number from 1 to 2147483647"],
    [{ name: "My App" }, "podium:name", "My App", "1 to 20 lower-case letters"],
    [{ health: { path: "healthz" } }, "podium:health.path", "healthz", "a path that begins with /"],
    [{ health: { interval: 1, timeout: 5 } }, "podium:health.timeout", 5, "at most the interval, 1 seconds"],
    [{ update: "fast" }, "podium:update", "fast", "object"],
    [
      { autoscaling: { min: 5, max: 2, cpuPercent: 50 } },
      "podium:autoscaling",
      { min: 5 },
      "a min that is not above max",
    ],
    [{ replcas: 2 }, "podium:replcas", undefined, "no such key"],
    [{ env: { KEY: {} } }, "podium:env.KEY", "[secret]", "a text"],
    [{ env: { "1x": "y" } }, "podium:env.1x", undefined, "not beginning with a digit"],
  ])("refuses %j, naming the key, the value and what is allowed", (changes, key, value, allowed) => {
    const [problem] = problemsOf(changes);
    expect(problem?.key).toBe(key);
    if (typeof value === "object") expect(problem?.value).toMatchObject(value);
    else expect(problem?.value).toBe(value);
    expect(problem?.allowed).toContain(allowed);
  });

  it("tells all problems at once, and the command that mends each", () => {
    expect(() => parse({ replicas: 0, update: { surge: -1 } })).toThrow(
      [
        "podium:replicas is 0; allowed is a whole number from 1 to 100. Change it with: pulumi config set podium:replicas VALUE",
        "podium:update.surge is -1; allowed is a whole number from 0 to 100. " +
          "Change it with: pulumi config set --path podium:update.surge VALUE",
      ].join("\n"),
    );
  });

  it.each([
    [
      { secrets: { "1": "s3cret" } },
      "podium:secrets.1 is set",
      "Remove it with: pulumi config rm --path podium:secrets.1",
    ],
    [
      { secrets: { PORT: "s3cret" } },
      "podium:secrets.PORT is set",
      "pulumi config rm --path podium:secrets.PORT",
    ],
    [{ secret: { KEY: "s3cret" } }, "podium:secret is set", "pulumi config rm podium:secret"],
    [{ env: { "1": "s3cret" } }, "podium:env.1 is set", "pulumi config rm --path podium:env.1"],
    [
      { secrets: "s3cret" },
      'podium:secrets is "[secret]"',
      "config set --secret --path podium:secrets.NAME VALUE",
    ],
  ])("never repeats what may be a secret, nor how to store one in clear: %j", (changes, found, remedy) => {
    expect(() => parse(changes)).toThrow(found);
    expect(() => parse(changes)).toThrow(remedy);
    expect(() => parse(changes)).not.toThrow(/s3cret/);
  });

  it("begins with as many instances as the autoscaler allows", () => {
    const replicas = (autoscaling: object) => initialReplicas(parse({ replicas: 4, autoscaling }));
    expect(replicas({ min: 5, max: 6, cpuPercent: 70 })).toBe(5);
    expect(replicas({ min: 1, max: 3, cpuPercent: 70 })).toBe(3);
    expect(replicas({ min: 1, max: 6, cpuPercent: 70 })).toBe(4);
    expect(initialReplicas(parse({ replicas: 4 }))).toBe(4);
  });

  it("never lets a number pass that is out of range, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.string()), (replicas) => {
        const number = typeof replicas === "string" && replicas.trim() ? Number(replicas) : replicas;
        const valid = typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= 100;
        expect(problemsOf({ replicas }).length === 0).toBe(valid);
      }),
    );
  });
});
