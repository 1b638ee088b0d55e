import { expect, it } from "vitest";
import { haveOwnEndpoints } from "../../src/program/outputs";

const wanted = { image: "", version: "v1", isSample: true, readinessPath: "/readyz", min: 2, max: 2 };
const of = (count: number, entrances?: "shared" | "own") =>
  haveOwnEndpoints({
    endpoints: Array.from({ length: count }, (_, index) => `http://${index}`),
    reference: "web",
    connection: {},
    wanted,
    ...(entrances && { entrances }),
  });

it("tells endpoints of instances from those that all of them share", () => {
  expect([of(1, "shared"), of(3, "shared"), of(1, "own"), of(3, "own")]).toEqual([false, false, true, true]);
});

it("takes several for those of instances in a stack that does not say", () => {
  expect([of(1), of(2)]).toEqual([false, true]);
});
