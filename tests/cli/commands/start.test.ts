import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { start } from "../../../src/cli/commands/start";
import { UNREACHABLE } from "../../engine";
import { muteConsole, printed } from "../support/console";

const { hasRecording, report } = vi.hoisted(() => ({
  hasRecording: vi.fn<() => boolean>(),
  report: vi.fn<typeof import("../../../src/cli/commands/report").report>(),
}));

// No engine, nothing to start one with, and no report to wait for.
vi.mock("../../../src/automation/bootstrap", () => ({ missing: async () => [] }));
vi.mock("../../../src/automation/target", () => ({ probe: async () => UNREACHABLE }));
vi.mock("../../../src/cli/engines", () => ({ engineSteps: async () => [], isStartUnfinished: () => false }));
vi.mock("../../../src/drills/recordings", () => ({ hasRecording }));
vi.mock("../../../src/cli/commands/report", () => ({ report }));

beforeEach(() => {
  report.mockReset().mockImplementation(async () => console.log("the report's path"));
  muteConsole();
});
afterEach(() => void vi.restoreAllMocks());

it("without an engine, podium start shows the recording that came along", async () => {
  hasRecording.mockReturnValue(true);
  expect(await start([], {})).toBe(0);
  expect(report.mock.calls).toEqual([[[], { recorded: true, format: "html" }]]);
  expect(printed()).toMatch(
    /recorded session\. Its report:\nthe report's path\nTo watch it as it happened: npx podium serve --replay\n/,
  );
  expect(printed()).not.toContain("Start an engine and run this again.");
});

it("without an engine and a recording, podium start says what to do", async () => {
  hasRecording.mockReturnValue(false);
  expect(await start([], {})).toBe(0);
  expect(report).not.toHaveBeenCalled();
  expect(printed()).toMatch(/\nNothing was deployed\. Start an engine and run this again\.$/);
});
