import { stripVTControlCharacters } from "node:util";
import { vi } from "vitest";

/** Keeps what a command prints for `printed`, until mocks are restored. */
export function muteConsole(): void {
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
}

/** What a command has printed, without colours: where tests run, there may be some. */
export const printed = (channel: "log" | "error" = "log"): string =>
  stripVTControlCharacters(vi.mocked(console[channel]).mock.calls.flat().join("\n"));
