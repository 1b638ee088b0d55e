import * as pulumi from "@pulumi/pulumi";
import { changedKeys, unfinished } from "../dynamic";
import { call, idOf, unless, untilGone } from "./gateway";
import type { Args } from "./resource";
import { findApplication, keyValues, recordOf, type Target, upgrade } from "./upgrade";
import { ruleAgainst } from "./values";

export interface ApplicationInputs extends Target {
  /** The application type's name, which never changes. */
  typeName: string;
}

/** An application: an instance of its type with parameters. A change of the version or the parameters is an upgrade. */
export const provider: pulumi.dynamic.ResourceProvider<ApplicationInputs, ApplicationInputs> = {
  async check(_olds, news) {
    const failures = Object.entries(news.parameters).flatMap(([name, value]) => {
      const rule = ruleAgainst(value);
      // Pulumi would print the value of a property that it names.
      return rule === undefined ? [] : [{ property: "", reason: `the parameter ${name} ${rule}` }];
    });
    return { inputs: news, failures };
  },

  async diff(_id, olds, news) {
    const replaces = changedKeys(olds, news, "endpoint", "name", "typeName");
    const changes = changedKeys(olds, news, "typeVersion", "parameters", "upgradePolicy");
    // The old one occupies its port on every node that it is on.
    return { changes: replaces.length + changes.length > 0, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const { name, typeName, typeVersion } = inputs;
    const body = {
      Name: name,
      TypeName: typeName,
      TypeVersion: typeVersion,
      ParameterList: keyValues(inputs.parameters),
    };
    const created = call(inputs, "POST", "/Applications/$/Create", body).then(() => true);
    if (!(await unless(created, "FABRIC_E_APPLICATION_ALREADY_EXISTS"))) {
      // An earlier `up` created it and was killed before it could record that.
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
    const { name } = props;
    const deleted = call(props, "POST", `/Applications/${idOf(name)}/$/Delete`);
    await unless(deleted, "FABRIC_E_APPLICATION_NOT_FOUND", "FABRIC_E_TIMEOUT");
    await untilGone(name, () => findApplication(props));
  },
};

export class Application extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: Args<ApplicationInputs>, options?: pulumi.CustomResourceOptions) {
    super(provider, name, args, options, "serviceFabric", "Application");
  }
}
