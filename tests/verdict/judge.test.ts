import { describe, expect, it } from "vitest";
import type { Instance } from "../../src/orchestrators/engine";
import { type Answer, judge } from "../../src/verdict/judge";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OLD_DIGEST = `sha256:${"b".repeat(64)}`;
const WANTED = { image: `localhost:5000/podium@${DIGEST}`, version: "v2", replicas: 2 };

const answer = (instance: string, version = "v2", digest = DIGEST): Answer => ({ instance, version, digest });
const instance = (id: string, state: Instance["state"] = "ready", image = WANTED.image): Instance => ({
  id,
  state,
  image,
});

describe("the verdict", () => {
  it("is done when all wanted instances have answered as wanted, and the engine agrees", () => {
    expect(judge(WANTED, [answer("a"), answer("b"), answer("a")], [instance("a"), instance("b")])).toEqual(
      [],
    );
  });

  it("leaves the number to the autoscaler within its bounds", () => {
    const wanted = { ...WANTED, replicas: 2, maxReplicas: 3 };
    const problems = (...names: string[]) =>
      judge(
        wanted,
        names.map((name) => answer(name)),
        names.map((name) => instance(name)),
      );
    expect(problems("a", "b")).toEqual([]);
    expect(problems("a", "b", "c")).toEqual([]);
    expect(problems("a")).toEqual([
      "1 of 2 to 3 instances answered",
      "the engine has 1 of 2 to 3 instances ready",
    ]);
    expect(problems("a", "b", "c", "d")).toContain("the engine has 4 of 2 to 3 instances ready");
  });

  it.each<[string, Answer[], Instance[] | undefined, string]>([
    ["an instance is missing", [answer("a"), answer("a")], undefined, "1 of 2 instances answered"],
    [
      "there is one too many",
      [answer("a"), answer("b"), answer("c")],
      undefined,
      "3 of 2 instances answered",
    ],
    [
      "an old version answers",
      [answer("a"), answer("b", "v1")],
      undefined,
      "b answers with version v1, not v2",
    ],
    [
      "another image answers",
      [answer("a"), answer("b", "v2", OLD_DIGEST)],
      undefined,
      `b was made from ${OLD_DIGEST}`,
    ],
    [
      "a request fails",
      [answer("a"), answer("b"), { error: "refused" }],
      undefined,
      "a request failed: refused",
    ],
    ["another image answers with an error", [{ status: 503 }], undefined, "answered with 503"],
    ["nothing was asked", [], undefined, "nothing was asked"],
    ["the engine knows of fewer", [answer("a"), answer("b")], [instance("a")], "1 of 2 instances ready"],
    [
      "the engine still stops an old one",
      [answer("a"), answer("b")],
      [instance("a"), instance("b"), instance("c", "stopping")],
      "c stopping",
    ],
    [
      "the engine went back by itself",
      [answer("a"), answer("b")],
      [instance("a"), instance("b", "ready", `localhost:5000/podium@${OLD_DIGEST}`)],
      `the engine runs localhost:5000/podium@${OLD_DIGEST}`,
    ],
  ])("is not done when %s", (_case, answers, instances, problem) => {
    expect(judge(WANTED, answers, instances).join("; ")).toContain(problem);
  });

  it("leaves instances that failed in the past out of account", () => {
    expect(
      judge(WANTED, [answer("a"), answer("b")], [instance("a"), instance("b"), instance("c", "failed")]),
    ).toEqual([]);
  });

  it("trusts the engine for an image that does not tell its instances apart", () => {
    expect(judge(WANTED, [{ status: 200 }], [instance("a"), instance("b")])).toEqual([]);
  });
});
