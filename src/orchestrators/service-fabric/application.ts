import * as pulumi from "@pulumi/pulumi";
import { call, idOf, poll, unless } from "./gateway";
import { type Args, changedKeys, unfinished } from "./resource";
import { findApplication, keyValues, recordOf, type Target, upgrade } from "./upgrade";

export interface ApplicationInputs extends Target {
  /** Of the application type; never changes. */
  typeName: string;
}

const DELETE_SECONDS = 300;

/** An application: an instance of its type with parameters. Another version, or other parameters, is an upgrade. */
export const provider: pulumi.dynamic.ResourceProvider<ApplicationInputs, ApplicationInputs> = {
  async diff(_id, olds, news) {
    const replaces = changedKeys(olds, news, "endpoint", "name", "typeName");
    const changes = changedKeys(olds, news, "typeVersion", "parameters", "upgradePolicy");
    // The old one holds the port of every node that it is on.
    return { changes: replaces.length + changes.length > 0, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const { endpoint, name, typeName, typeVersion } = inputs;
    const body = {
      Name: name,
      TypeName: typeName,
      TypeVersion: typeVersion,
      ParameterList: keyValues(inputs.parameters),
    };
    const answer = call(endpoint, "POST", "/Applications/$/Create", body).then(() => true);
    if (!(await unless(answer, "FABRIC_E_APPLICATION_ALREADY_EXISTS"))) {
      // It was made before, by an `up` that did not live to tell.
      await upgrade(inputs).catch((error: unknown) => {
        throw unfinished(name, inputs, error);
      });
    }
    return { id: name, outs: inputs };
  },

  async read(id, props) {
    const found = props && (await findApplication(props));
    if (!found) return {};
    const actual = recordOf(found.Parameters);
    const parameters = Object.fromEntries(
      Object.keys(props.parameters).map((key) => [key, actual[key] ?? ""]),
    );
    return { id, props: { ...props, typeVersion: found.TypeVersion, parameters } };
  },

  async update(_id, _olds, news) {
    await upgrade(news);
    return { outs: news };
  },

  async delete(_id, props) {
    const { endpoint, name } = props;
    const answer = call(endpoint, "POST", `/Applications/${idOf(name)}/$/Delete`);
    await unless(answer, "FABRIC_E_APPLICATION_NOT_FOUND", "FABRIC_E_TIMEOUT");
    const gone = await poll(DELETE_SECONDS, async () => ((await findApplication(props)) ? undefined : true));
    if (!gone) throw new Error(`${name} is still there after ${DELETE_SECONDS} s`);
  },
};

export class Application extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: Args<ApplicationInputs>, options?: pulumi.CustomResourceOptions) {
    super(provider, name, args, options, "serviceFabric", "Application");
  }
}
