import { beforeEach, expect, it, vi } from "vitest";
import { commonImage, withSample } from "../../src/cli/sample";
import { Journal } from "../../src/drills/journal";
import { OWN, OWN_NEXT } from "../drills/support/cluster";
import { temporaryFolder } from "../folder";

/** The images of the user's own that stacks are configured to run. */
const own = vi.hoisted(() => new Map<string, string>());
vi.mock("../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../src/automation/projects")>()),
  ownImage: (name: string) => own.get(name),
  runsSample: (name: string) => !own.has(name),
}));
beforeEach(() => own.clear());

it("stacks have one image in common, or none of them is drilled", () => {
  expect(commonImage(["swarm", "nomad"])).toBeUndefined();
  own.set("swarm", OWN.replace("@", ":1@"));
  expect(commonImage(["swarm"])).toBe(OWN);
  expect(() => commonImage(["swarm", "nomad"])).toThrow(
    `these stacks have different ones (podium:image):\n  swarm: ${OWN}\n  nomad: the sample image\nName those`,
  );
  own.set("nomad", OWN);
  expect(commonImage(["swarm", "nomad"])).toBe(OWN);
  own.set("nomad", OWN_NEXT);
  expect(() => commonImage(["swarm", "nomad"])).toThrow("different ones");
});

it("a stack that an interrupted drill has changed needs the image that it is restored to", () => {
  const journal = new Journal(temporaryFolder());
  own.set("swarm", OWN);
  expect(withSample(["swarm", "nomad"], journal)).toEqual(["nomad"]);
  // Configured since.
  journal.add("swarm", { deployed: true, config: "", isSample: true });
  journal.add("nomad", { deployed: true, config: "", isSample: false });
  // By an earlier Podium, which drilled the sample image only.
  own.set("ecs", OWN);
  journal.add("ecs", { deployed: true, config: "" });
  expect(withSample(["swarm", "nomad", "ecs"], journal)).toEqual(["swarm", "ecs"]);
});
