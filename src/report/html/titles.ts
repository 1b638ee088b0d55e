import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";

export const titleOf = (name: OrchestratorName): string => ORCHESTRATORS[name].title;
