import { describe, expect, it } from "vitest";
import { NOTHING, podium } from "../../command";

describe("podium logs", () => {
  it.each([
    [[], "missing required argument 'name'"],
    [["mesos"], "Allowed choices are ecs"],
    [["nomad", "--tail", "0"], "Must be an integer from 1 to 100000"],
    [["nomad", "swarm"], "too many arguments"],
  ])("exits with 2 on wrong usage: %j", async (args, message) => {
    const { code, stdout, stderr } = await podium(["logs", ...args], NOTHING);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});
