import type { EngineKind } from "./engine";

/** How real an engine is, by what it reports about itself: one that only acts as the orchestrator says so. */
export function kindOf(...told: string[]): EngineKind {
  const text = told.join(" ");
  if (/\bstand-in\b/i.test(text)) return "stand-in";
  return /\b(emulator|ministack|localstack)\b/i.test(text) ? "emulator" : "real";
}
