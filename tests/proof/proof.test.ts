import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { proofSuite } from "../suites/proof";

ORCHESTRATOR_NAMES.forEach(proofSuite);
