import { configuredConnection, listOf, remediesOf } from "../../src/automation/target";
import { ORCHESTRATORS } from "../../src/orchestrators";
import { closeEngines, engineOf } from "../../src/orchestrators/engines";
import { defaultName } from "../../src/program/settings";
import { localEngines, STACKS } from "./engines";

/**
 * Ends the live tests before they begin if an engine already has what they would deploy: one test after the other would
 * fail.
 */
export default async function setup(): Promise<void> {
  const found: string[] = [];
  for (const name of await localEngines()) {
    const engine = await engineOf(name, configuredConnection(name));
    for (const stack of Object.values(STACKS)) {
      const owned = await engine.owned(defaultName(stack));
      if (owned.length)
        found.push(`${ORCHESTRATORS[name].title} has ${listOf(owned)}:\n${remediesOf(owned)}`);
    }
  }
  await closeEngines();
  if (!found.length) return;
  throw new Error(
    "The live tests need engines without Podium's deployments. Run `npx podium down` in the checkout that deployed " +
      `them, or remove them by hand. ${found.join("\n")}`,
  );
}
