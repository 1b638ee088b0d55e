import { expect, it } from "vitest";
import { claims, isTrue } from "./claims";

const planned = [
  { path: "spec.replicas", value: 2 },
  { path: "spec.stop", value: "5s" },
  { path: "Update.MinHealthyTime", value: 5_000_000_000 },
  { path: "probe", value: { path: "/healthz" } },
];

it("finds what a page states", () => {
  expect(claims("A `spec.replicas = 2`, `stop = 5 s`, and `code` without `x=1`.")).toEqual([
    { path: "spec.replicas", value: "2" },
    { path: "stop", value: "5 s" },
  ]);
});

it.each([
  ["replicas", "2"],
  ["spec.replicas", "2"],
  ["stop", "5 s"],
  ["stop", "5s"],
  ["MinHealthyTime", "5 s"],
  ["probe", '{"path":"/healthz"}'],
])("holds %s = %s to be true", (path, value) => {
  expect(isTrue({ path, value }, planned)).toBe(true);
});

it.each([
  ["replicas", "3"],
  ["eplicas", "2"],
  ["stop", "50 s"],
  ["missing", "2"],
])("holds %s = %s to be false", (path, value) => {
  expect(isTrue({ path, value }, planned)).toBe(false);
});
