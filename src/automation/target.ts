import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import { asIfStarted, isToStarted } from "../common/started";
import { connect } from "../docker/client";
import { notesLike } from "../engines/services";
import { readyEngines } from "../engines/start";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Engine, Owned, Probe } from "../orchestrators/engine";
import { engineOf } from "../orchestrators/engines";
import { type Connection, isSameEngine } from "../program/connection";
import { stackConfig, withPlace } from "./projects";

/**
 * The engine that a stack would be deployed to, as its configuration here says.
 * @throws InvalidConfig, or Failure that names what is wrong.
 */
export function configuredConnection(name: OrchestratorName): Connection {
  try {
    return ORCHESTRATORS[name].connectionOf(stackConfig(name));
  } catch (error) {
    throw error instanceof Failure ? new Failure(withPlace(error.message, name)) : error;
  }
}

/** Probes the engine that a stack would be deployed to. Never throws. */
export async function probe(name: OrchestratorName): Promise<Probe> {
  try {
    const connection = configuredConnection(name);
    const engine = await engineOf(name, connection);
    const probe = await engine.probe();
    if (!probe.reachable || probe.local || !isToStarted(name, connection)) return probe;
    return { ...probe, local: await runsHere(name) };
  } catch (error) {
    return {
      reachable: false,
      reason: reasonOf(error),
      remedy: "correct it, then run `podium doctor` again",
    };
  }
}

/** Whether Podium has started an engine and it still runs: then what responds at its address is no tunnel. */
const runsHere = async (name: OrchestratorName): Promise<boolean> =>
  connect()
    .then(readyEngines)
    .then((ready) => ready.includes(name))
    .catch(() => false);

/**
 * Whether a stack would be deployed to an engine that Podium starts in Docker: neither its configuration nor the environment
 * names another one.
 */
export function wouldUseStarted(name: OrchestratorName): boolean {
  const notes = notesLike(name);
  try {
    return asIfStarted(name, notes, () => isToStarted(name, configuredConnection(name), notes));
  } catch {
    return false;
  }
}

/**
 * The engine that a stack is deployed to, by its outputs, or that it would be deployed to.
 * @param deployed the connection among the stack's outputs; undefined if it was never deployed.
 */
export const engineFor = (name: OrchestratorName, deployed: Connection | undefined): Promise<Engine> =>
  engineOf(name, deployed ?? configuredConnection(name));

/**
 * For a stack that was never deployed.
 * @throws Failure if the engine has a deployment of this name all the same: that of another checkout or user, or one
 *   whose state is lost.
 */
export async function refuseToMeddle(engine: Engine, workload: string): Promise<void> {
  // If the engine does not tell, so will the deployment.
  const owned = await engine.owned(workload).catch(() => []);
  if (!owned.length) return;
  throw new Failure(
    `The engine already has ${listOf(owned)}, which this stack has not made. If it is nobody else's, remove it:\n` +
      `${remediesOf(owned)}\nOtherwise give this stack another podium:name and podium:publicPort.`,
  );
}

/** E.g. "service podium-dev, network podium-dev". */
export const listOf = (owned: Owned[]): string => owned.map(({ name }) => name).join(", ");

/** The commands that remove them, one on each line. */
export const remediesOf = (owned: Owned[]): string =>
  [...new Set(owned.map(({ remove }) => `  ${remove}`))].join("\n");

/**
 * @throws Failure if a deployed stack's configuration, or the environment, has come to name another engine: an update
 *   would leave the first deployment behind.
 */
export function refuseToMove(name: OrchestratorName, deployed: Connection | undefined): void {
  const configured = configuredConnection(name);
  if (!deployed || isSameEngine(deployed, configured)) return;
  throw new Failure(
    `The stack is deployed to ${describe(deployed)}, but its configuration and the environment now name ` +
      `${describe(configured)}. Restore the former setting, or run \`podium down ${name}\` first.`,
  );
}

/** E.g. "context kind-podium, server https://127.0.0.1:6443". */
export const describe = (connection: Connection): string =>
  Object.entries(connection)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`]))
    .join(", ");
