import { describe, expect, it } from "vitest";
import type { EngineProcess, Use } from "../../src/drills/engineProcesses";
import { grown, type Size } from "../../src/drills/grown";

const agent = (memory: number, cpu: number): EngineProcess => ({ pid: 1, command: "agent", memory, cpu });
const size = (instances: number, seconds: number, use: Use): Size => ({
  ...{ instances, seconds, problems: [], use },
});

describe("what the engine needs for growing", () => {
  const sizes = [
    size(1, 5, [agent(100, 10)]),
    size(5, 6.2, [agent(110, 12.5)]),
    size(11, 9, [agent(125, 20), { ...agent(5, 3), pid: 2 }]),
  ];

  it("is its memory for each instance after the first number, and its memory and CPU time at each", () => {
    const { metrics, facts, leftOut } = grown({ steps: [1, 5, 11] }, sizes);
    expect(metrics).toMatchObject({ largest: 11, seconds: 20.2, perInstance: 1.52, memoryPerInstance: 3 });
    expect(facts).toEqual({
      "1 instance": "ready after 5 s; the engine uses 100 MiB",
      "5 instances": "ready after 6.2 s; the engine uses 110 MiB, and has used 2.5 s of CPU time meanwhile",
      "11 instances": "ready after 9 s; the engine uses 130 MiB, and has used 7.5 s of CPU time meanwhile",
    });
    expect(leftOut).toBeUndefined();
  });

  it("is unknown if it could not be measured at some number, with the reason", () => {
    const { metrics, facts, leftOut } = grown({ steps: [1, 5] }, [sizes[0]!, size(5, 6, "it is elsewhere")]);
    expect(metrics).toMatchObject({ perInstance: 1.5, memoryPerInstance: null });
    expect(facts["5 instances"]).toBe("ready after 6 s");
    expect(leftOut).toBe("what the engine uses, since it is elsewhere");
  });

  it("is unknown for a single number, to which none was added", () => {
    expect(grown({ steps: [1] }, sizes.slice(0, 1)).metrics).toMatchObject({
      ...{ largest: 1, seconds: 5, perInstance: null, memoryPerInstance: null, downSeconds: null },
    });
  });
});
