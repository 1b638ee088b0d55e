import type { OrchestratorName } from "../../src/orchestrators";
import { kubernetes } from "./kubernetes";
import type { Proof } from "./proof";

export const PROOFS: Partial<Record<OrchestratorName, Proof>> = { kubernetes };
