import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { mutationsSuite } from "../suites/mutations";

ORCHESTRATOR_NAMES.forEach(mutationsSuite);
