import { describe, expect, it } from "vitest";
import type { Instance } from "../../src/orchestrators/engine";
import type { Wanted } from "../../src/program/deployment";
import { type Answer, judge } from "../../src/verdict/judge";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OLD_DIGEST = `sha256:${"b".repeat(64)}`;
const WANTED = {
  image: `localhost:5000/podium@${DIGEST}`,
  version: "v2",
  isSample: true,
  readinessPath: "/readyz",
  min: 2,
  max: 2,
};

const answer = (instance: string, version = "v2", digest = DIGEST): Answer => ({ instance, version, digest });
const instance = (id: string, state: Instance["state"] = "ready", image = WANTED.image): Instance => ({
  id,
  state,
  image,
});

describe("the verdict", () => {
  it("is done when all wanted instances respond as wanted and the engine agrees", () => {
    expect(judge(WANTED, [answer("a"), answer("b"), answer("a")], [instance("a"), instance("b")])).toEqual(
      [],
    );
  });

  it("accepts any number of instances within the autoscaler's bounds", () => {
    const wanted = { ...WANTED, min: 2, max: 3 };
    const problems = (...names: string[]) =>
      judge(
        wanted,
        names.map((name) => answer(name)),
        names.map((name) => instance(name)),
      );
    expect(problems("a", "b")).toEqual([]);
    expect(problems("a", "b", "c")).toEqual([]);
    expect(problems("a")).toEqual([
      "1 of 2 to 3 instances responded",
      "1 of 2 to 3 instances are ready, according to the engine",
    ]);
    expect(problems("a", "b", "c", "d")).toContain(
      "4 of 2 to 3 instances are ready, according to the engine",
    );
  });

  it.each<[string, Answer[], Instance[] | undefined, string]>([
    ["an instance is missing", [answer("a"), answer("a")], undefined, "1 of 2 instances responded"],
    [
      "there is one instance too many",
      [answer("a"), answer("b"), answer("c")],
      undefined,
      "3 of 2 instances responded",
    ],
    [
      "an instance runs the old version",
      [answer("a"), answer("b", "v1")],
      undefined,
      "b runs version v1, not v2",
    ],
    [
      "an instance runs another image",
      [answer("a"), answer("b", "v2", OLD_DIGEST)],
      undefined,
      `b runs the image ${OLD_DIGEST}`,
    ],
    [
      "a request fails",
      [answer("a"), answer("b"), { error: "refused" }],
      undefined,
      "a request failed: refused",
    ],
    [
      "something else answers",
      [answer("a"), answer("b"), { status: 404 }],
      undefined,
      "a request returned 404",
    ],
    ["no request was sent", [], undefined, "no request was sent"],
    [
      "the engine lists fewer instances",
      [answer("a"), answer("b")],
      [instance("a")],
      "1 of 2 instances are ready",
    ],
    [
      "the engine is still stopping an old instance",
      [answer("a"), answer("b")],
      [instance("a"), instance("b"), instance("c", "stopping")],
      "c is stopping",
    ],
    [
      "the engine is starting so many that their names would hide what else is wrong",
      [answer("a"), answer("b")],
      [instance("a"), instance("b"), ..."cdefgh".split("").map((id) => instance(id, "starting"))],
      "c is starting, d is starting, e is starting, f is starting, g is starting, and 1 more not ready",
    ],
    [
      "the engine rolled back on its own",
      [answer("a"), answer("b")],
      [instance("a"), instance("b", "ready", `localhost:5000/podium@${OLD_DIGEST}`)],
      `the engine runs localhost:5000/podium@${OLD_DIGEST}`,
    ],
  ])("is not done when %s", (_case, answers, instances, problem) => {
    expect(judge(WANTED, answers, instances).join("; ")).toContain(problem);
  });

  it("ignores instances that failed in the past", () => {
    expect(
      judge(WANTED, [answer("a"), answer("b")], [instance("a"), instance("b"), instance("c", "failed")]),
    ).toEqual([]);
  });

  describe("on an image of one's own", () => {
    const wanted = { ...WANTED, isSample: false };
    const two = [instance("a"), instance("b")];

    it("is done when the engine has all instances ready and every request returns 2xx", () => {
      expect(judge(wanted, [{ status: 200 }, { status: 204 }], two)).toEqual([]);
    });

    it("takes any response but an error of the server where no path shows that it is ready", () => {
      const { readinessPath: _, ...unchecked } = wanted;
      expect(judge(unchecked, [{ status: 404 }, { status: 302 }], two)).toEqual([]);
      expect(judge(unchecked, [{ status: 502 }], two)).toEqual(["a request for / returned 502"]);
    });

    it("counts endpoints where the engine does not tell and each instance has its own", () => {
      expect(judge(wanted, [{ status: 200 }, { status: 200 }], undefined, true)).toEqual([]);
      expect(judge(wanted, [{ status: 200 }], undefined, true)).toEqual(["there are 1 of 2 instances"]);
      const failed: Answer[] = [{ status: 200 }, { status: 503 }];
      expect(judge(wanted, failed, undefined, true)).toEqual(["a request for /readyz returned 503"]);
    });

    it.each<[string, Answer[], Instance[] | undefined, string]>([
      ["it is not ready", [{ status: 200 }, { status: 503 }], two, "a request for /readyz returned 503"],
      ["it does not have the path", [{ status: 404 }], two, "a request for /readyz returned 404"],
      ["it leads elsewhere", [{ status: 302 }], two, "a request for /readyz returned 302"],
      ["the engine does not tell", [{ status: 200 }], undefined, "does not say which instances there are"],
      ["an instance is missing", [{ status: 200 }], [instance("a")], "1 of 2 instances are ready"],
      [
        "an instance runs another image",
        [{ status: 200 }],
        [instance("a"), instance("b", "ready", `own@${OLD_DIGEST}`)],
        `the engine runs own@${OLD_DIGEST}`,
      ],
    ])("is not done when %s", (_case, answers, instances, problem) => {
      expect(judge(wanted, answers, instances).join("; ")).toContain(problem);
    });
  });

  it("takes a stack of an earlier Podium, which does not say, for one with the sample", () => {
    const { isSample: _isSample, readinessPath: _path, ...earlier } = WANTED;
    expect(judge(earlier as Wanted, [answer("a"), answer("b")], undefined)).toEqual([]);
  });
});
