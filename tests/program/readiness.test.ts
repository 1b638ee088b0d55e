import { describe, expect, it } from "vitest";
import { isReady, pathOf, readinessOf } from "../../src/program/readiness";
import { workloadOf } from "../program";

describe("readiness at the endpoint", () => {
  it("is asked at the path of the check, with its headers", () => {
    const readiness = readinessOf(workloadOf({ readiness: { path: "/up", headers: { Host: "a" } } }));
    expect(pathOf(readiness)).toBe("/up");
    expect(readiness.readinessHeaders).toEqual({ Host: "a" });
    expect([200, 299, 302, 404, 503].map((status) => isReady(readiness, status))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each(["none", { path: "/up", port: 9000 }])(
    "is any answer to a request for / that is no error of the server if the check is %j, which the endpoint has not",
    (check) => {
      const readiness = readinessOf(workloadOf({ readiness: check }));
      expect(pathOf(readiness)).toBe("/");
      expect([200, 404, 499, 500, 502].map((status) => isReady(readiness, status))).toEqual([
        true,
        true,
        true,
        false,
        false,
      ]);
    },
  );
});
