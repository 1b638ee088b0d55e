import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";

/** An orchestrator's title. */
export const titleOf = (name: OrchestratorName): string => ORCHESTRATORS[name].title;
