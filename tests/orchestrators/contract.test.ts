import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { contractSuite } from "../suites/contract";

ORCHESTRATOR_NAMES.forEach(contractSuite);
