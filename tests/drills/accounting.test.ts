import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  account,
  bothSeconds,
  causesOf,
  describeLosses,
  longestPause,
  lostWithRetry,
  type RequestRecord,
  timelineOf,
  toAnswer,
  unsteadiness,
} from "../../src/drills/accounting";
import { endedWithin } from "../../src/drills/load";
import { now } from "../../src/drills/sender";
import { judge } from "../../src/verdict/judge";
import { anyRequests, answeredAt, lostAt, unidentifiedAt } from "./support/requests";

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe("the account", () => {
  it("counts every request exactly once, as answered or lost in one way", () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const { sent, answered, lost, byLoss } = account(requests);
        expect(sent).toBe(requests.length);
        expect(answered + lost).toBe(sent);
        expect(sum(Object.values(byLoss))).toBe(lost);
      }),
    );
  });

  it("counts latencies from when a request was due, not from when it was sent", () => {
    const held = { ...answeredAt(0, 900), sent: 890 };
    expect(account([held]).p50).toBe(900);
  });

  it("describes the losses, if any", () => {
    const requests = [answeredAt(0, 1), lostAt(10), lostAt(20), lostAt(30, "timedOut")];
    expect(describeLosses(account(requests))).toBe(
      "3 of 4 requests were lost: 2 reset, 1 timed out (3 on kept-alive connections)",
    );
    expect(causesOf(requests)).toBe("reset ×2, timedOut ×1");
    expect(describeLosses(account([answeredAt(0, 1)]))).toBeUndefined();
    expect(causesOf([answeredAt(0, 1)])).toBeUndefined();
  });
});

describe("a client that retries", () => {
  const retried = (outcome: RequestRecord["outcome"]): RequestRecord => ({
    ...lostAt(0),
    retry: { ended: 1, outcome },
  });

  it("loses what is lost at both endpoints, or cannot be sent to another one", () => {
    const answered = answeredAt(0, 1);
    const lost = retried({ loss: "reset", detail: "" });
    expect(lostWithRetry([answered, retried(answered.outcome), lost, retried({ status: 200 })])).toBe(1);
    expect(lostWithRetry([answered, lostAt(0)])).toBe(1);
  });

  it("is no part of the account of one that does not", () => {
    const requests = [retried({ status: 200 }), answeredAt(0, 1)];
    expect(account(requests)).toMatchObject({ sent: 2, answered: 1, lost: 1 });
  });

  it("has not had its answer before the retry has ended", () => {
    const at = now();
    const slow = { ...lostAt(0, "reset", at - 5000), retry: { ended: at, outcome: { status: 200 } } };
    expect(endedWithin([slow, lostAt(0, "reset", at - 5000)], 2)).toEqual([slow]);
  });
});

describe("the timeline", () => {
  it("counts every request in the second in which it was due", () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const seconds = timelineOf(requests, 0);
        for (const { at, answered, lost } of seconds) {
          const due = requests.filter((each) => Math.floor(each.due / 1000) === at);
          expect(sum(answered.map((each) => each.requests)) + sum(Object.values(lost))).toBe(due.length);
        }
        expect(seconds.map(({ at }) => at)).toEqual(
          [...new Set(seconds.map(({ at }) => at))].sort((a, b) => a - b),
        );
        expect(sum(seconds.flatMap(({ answered }) => answered.map((each) => each.requests)))).toBe(
          account(requests).answered,
        );
      }),
    );
  });

  it("distinguishes versions and instances", () => {
    const requests = [
      answeredAt(0, 1),
      answeredAt(1, 2, "v2"),
      answeredAt(2, 3, "v2", "b"),
      answeredAt(3, 4),
    ];
    expect(timelineOf(requests, 0)[0]!.answered).toEqual([
      { version: "v1", instance: "a", requests: 2 },
      { version: "v2", instance: "a", requests: 1 },
      { version: "v2", instance: "b", requests: 1 },
    ]);
  });
});

describe("the longest time without a response", () => {
  it("includes the beginning and the end", () => {
    expect(longestPause([lostAt(0), answeredAt(400, 500), answeredAt(510, 520)])).toBe(500);
    expect(longestPause([answeredAt(0, 10), lostAt(300), lostAt(800)])).toBe(790);
  });

  it("is the whole time if nothing was answered, and null if nothing was sent", () => {
    expect(longestPause([lostAt(100), lostAt(700)])).toBe(600);
    expect(longestPause([])).toBeNull();
  });

  it("never exceeds the time from the first request to the last response", () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        fc.pre(requests.length > 0);
        const first = Math.min(...requests.map(({ due }) => due));
        const last = Math.max(...requests.map(({ ended }) => ended));
        expect(longestPause(requests)).toBeLessThanOrEqual(last - first);
      }),
    );
  });
});

describe("the time in which both versions respond", () => {
  it("lasts from the new version's first response to the old version's last", () => {
    const requests = [
      answeredAt(0, 10),
      answeredAt(100, 110, "v2"),
      answeredAt(600, 610),
      answeredAt(700, 710, "v2"),
    ];
    expect(bothSeconds(requests, "v1", "v2")).toBe(0.5);
  });

  it("is 0 if they do not overlap", () => {
    expect(bothSeconds([answeredAt(0, 10), answeredAt(20, 30, "v2")], "v1", "v2")).toBe(0);
    expect(bothSeconds([answeredAt(0, 10)], "v1", "v2")).toBe(0);
  });
});

describe("a sender that falls behind", () => {
  const sentLate = (by: number) => ({ ...answeredAt(0, by + 1), sent: by });
  const inTime = (count: number) => Array.from({ length: count }, () => answeredAt(0, 1));

  it("is reported if more than 1% of requests were late, or one far too late", () => {
    expect(unsteadiness([...inTime(98), sentLate(501), sentLate(600)])).toMatch(
      /2 of 100 requests .* worst 600 ms/,
    );
    expect(unsteadiness([...inTime(9999), sentLate(1001)])).toMatch(/the sender fell behind/);
  });

  it("is reported with what was lost nevertheless", () => {
    const behind =
      "the sender fell behind: 1 of 3 requests were sent more than 500 ms late, at worst 2300 ms";
    expect(unsteadiness([...inTime(2), sentLate(2300)])).toBe(`${behind}; none was lost; try a lower --rate`);
    expect(unsteadiness([...inTime(1), lostAt(1), sentLate(2300)])).toBe(
      `${behind}; 1 of 3 requests were lost: 1 reset (1 on kept-alive connections); try a lower --rate`,
    );
  });

  it("is not reported if almost all requests were sent when they were due", () => {
    expect(unsteadiness([...inTime(99), sentLate(900)])).toBeUndefined();
  });
});

describe("a response that does not say who has answered", () => {
  it("has neither instance nor version in the timeline", () => {
    const { answered } = timelineOf([unidentifiedAt(100), unidentifiedAt(200), answeredAt(300, 310)], 0)[0]!;
    expect(answered).toEqual([
      { version: null, instance: null, requests: 2 },
      { version: "v1", instance: "a", requests: 1 },
    ]);
  });

  it("is right for an image of one's own, and wrong for the sample", () => {
    const wanted = { image: "own", version: "v1", readinessPath: "/up", min: 0, max: 0 };
    const answers = [toAnswer(unidentifiedAt(0))];
    expect(judge({ ...wanted, isSample: false }, answers, [])).toEqual([]);
    expect(judge({ ...wanted, isSample: true }, answers, [])).toEqual([
      "a request returned 200, not who has answered",
    ]);
  });
});
