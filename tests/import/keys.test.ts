import { expect, it } from "vitest";
import schema from "../../src/import/compose/compose-spec.json";
import { DEPLOY } from "../../src/import/compose/deploy";
import { LOST, LOST_OF_DEPLOY, LOST_OF_FILE } from "../../src/import/compose/lost";
import { TAKEN } from "../../src/import/compose/service";

const { definitions, properties } = schema;

/** What is done with a key, once. */
function expectAll(keys: object, ...handled: object[]) {
  const names = handled.flatMap((each) => Object.keys(each));
  expect(names.sort()).toEqual(Object.keys(keys).sort());
}

// `extends` is resolved before anything is taken.
it("accounts for every key of a Compose service exactly once", () =>
  expectAll(definitions.service.properties, TAKEN, LOST, { extends: 1 }));

it("accounts for every key of deploy exactly once", () =>
  expectAll(definitions.deployment.properties, DEPLOY, LOST_OF_DEPLOY));

it("accounts for every key of a Compose file exactly once", () =>
  expectAll(properties, LOST_OF_FILE, { services: 1, include: 1 }));
