import { describe, expect, it } from "vitest";
import {
  begunIn,
  adoptUnfinished,
  isInterrupted,
  type State,
  type StateResource,
  unfinishedTypes,
} from "../../src/automation/checkpoint";
import type { Owned } from "../../src/orchestrators/engine";

const SERVICE = "docker:index/service:Service";
const NETWORK = "docker:index/network:Network";

const resource = (type: string, changes: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:dev::podium-swarm::podium:swarm:Deployment$${type}::podium-dev`,
  type,
  inputs: { name: "podium-dev" },
  ...changes,
});
const network = resource(NETWORK, { id: "n1", outputs: { name: "podium-dev" } });

/** A state with a network, whose service Pulumi was creating when it was killed. */
const killed = (...pending: NonNullable<State["deployment"]["pending_operations"]>): State => ({
  version: 3,
  deployment: { resources: [network], pending_operations: pending },
});
const creating = (type: string) => ({ type: "creating" as const, resource: resource(type) });
const owned = (type: string, id: string): Owned => ({ type, id, name: `${type} ${id}`, remove: "" });

describe("what Pulumi was creating when it was killed", () => {
  it("becomes a resource with the id by which the engine has it", () => {
    const found = [owned(SERVICE, "s1")];
    const service = {
      urn: expect.stringMatching(/Service::podium-dev$/) as string,
      type: SERVICE,
      id: "s1",
      inputs: { name: "podium-dev" },
      outputs: { name: "podium-dev" },
    };
    expect(adoptUnfinished(killed(creating(SERVICE)), found)).toEqual({
      state: { version: 3, deployment: { resources: [network, service], pending_operations: [] } },
      added: [service],
      adopted: found,
    });
  });

  it("is marked for deletion if it was to replace one that the state still has", () => {
    const { added } = adoptUnfinished(killed(creating(NETWORK)), [owned(NETWORK, "n2")]);
    expect(added).toMatchObject([{ urn: network.urn, id: "n2", delete: true }]);
  });

  it("is forgotten if the engine does not have it", () => {
    const { state, adopted } = adoptUnfinished(killed(creating(SERVICE)), []);
    expect(state.deployment).toEqual({ resources: [network], pending_operations: [] });
    expect(adopted).toEqual([]);
  });

  it("is not what the state already has, such as the one to be replaced", () => {
    const found = [owned(NETWORK, "n1"), owned(NETWORK, "n2")];
    const { adopted } = adoptUnfinished(killed(creating(NETWORK)), found);
    expect(adopted.map(({ id }) => id)).toEqual(["n2"]);
  });

  it("is told by its name from others of its type, or else by elimination", () => {
    const secret = (name: string) => ({
      type: "creating" as const,
      resource: resource("cloud:index:Secret", { urn: `urn:${name}`, inputs: { name } }),
    });
    const state = killed(secret("a"), secret("b"), secret("c"));
    const found = ["b", "made-up", "more", "even-more"].map((id) => owned("cloud:index:Secret", id));
    const { added } = adoptUnfinished(state, found);
    expect(added.map(({ urn, id, delete: marked }) => [urn, id, marked])).toEqual([
      ["urn:b", "b", undefined],
      ["urn:a", "made-up", undefined],
      ["urn:c", "more", undefined],
      ["urn:a", "even-more", true],
    ]);
  });

  it("has the outputs by which its provider deletes it", () => {
    const found = { ...owned(SERVICE, "s1"), outputs: { arn: "service:2" } };
    const { added } = adoptUnfinished(killed(creating(SERVICE)), [found]);
    expect(added).toMatchObject([{ id: "s1", outputs: { name: "podium-dev", arn: "service:2" } }]);
  });

  it("is told by its outputs from a resource of the same id that the state has", () => {
    const withOutputs = (arn: string) => ({ ...owned(NETWORK, "n1"), outputs: { arn } });
    const state = killed(creating(NETWORK));
    state.deployment.resources = [{ ...network, outputs: { arn: "network:1" } }];
    expect(adoptUnfinished(state, [withOutputs("network:1")]).added).toEqual([]);
    expect(adoptUnfinished(state, [withOutputs("network:2")]).added).toHaveLength(1);
    // The state need not have these outputs.
    expect(adoptUnfinished(killed(creating(NETWORK)), [withOutputs("network:1")]).added).toEqual([]);
  });

  it("is not a resource of the state whose id is written in other letters", () => {
    expect(adoptUnfinished(killed(creating(NETWORK)), [owned(NETWORK, "N1")]).added).toEqual([]);
  });

  it("does not include what Pulumi was not creating", () => {
    const { state, adopted } = adoptUnfinished(killed(creating(SERVICE)), [owned(NETWORK, "n2")]);
    expect(state.deployment.resources).toEqual([network]);
    expect(adopted).toEqual([]);
  });
});

it("keeps other interrupted operations, which a refresh settles", () => {
  const update = { type: "updating" as const, resource: network };
  const state = killed(update, creating(SERVICE));
  expect([...unfinishedTypes(state)]).toEqual([SERVICE]);
  expect(adoptUnfinished(state, []).state.deployment.pending_operations).toEqual([update]);
  expect(isInterrupted(killed(update))).toBe(true);
  expect(isInterrupted(killed())).toBe(false);
  expect(isInterrupted({ version: 3, deployment: {} })).toBe(false);
});

describe("an unfinished deployment", () => {
  const component = {
    urn: "urn:pulumi:dev::podium-swarm::podium:swarm:Deployment::shop",
    type: "podium:swarm:Deployment",
    inputs: { connection: { host: "tcp://10.0.0.1:2376" } },
  };

  it("says what it is called and where it is", () => {
    const state = { version: 3, deployment: { resources: [network, component] } };
    expect(begunIn(state)).toEqual({ workload: "shop", connection: { host: "tcp://10.0.0.1:2376" } });
  });

  it("has not begun without its component", () => {
    expect(begunIn(killed())).toBeUndefined();
    expect(begunIn({ version: 3, deployment: {} })).toBeUndefined();
  });
});
