import * as pulumi from "@pulumi/pulumi";
import { changedKeys, unfinished } from "../dynamic";
import { call, poll, unless, untilGone } from "./gateway";
import type { Args } from "./resource";
import { toXml, type XmlElement } from "./xml";

export interface ApplicationTypeVersionInputs {
  /** The base URL of the cluster's HTTP gateway. */
  endpoint: string;
  typeName: string;
  version: string;
  /**
   * JSON of an `XmlElement`: a map would lose the order of the elements, and `pulumi preview` shows which part of JSON
   * changes.
   */
  applicationManifest: string;
  serviceManifest: string;
}

/** Seconds in which the cluster must provision a package. */
const PROVISION_SECONDS = 300;

/**
 * A version of an application type: an uploaded and provisioned package. It never changes: different content is another
 * version, which replaces this one once the application has been upgraded to it.
 */
export const provider: pulumi.dynamic.ResourceProvider<
  ApplicationTypeVersionInputs,
  ApplicationTypeVersionInputs
> = {
  async diff(_id, olds, news) {
    const replaces = changedKeys(olds, news, "endpoint", "typeName", "version");
    return { changes: replaces.length > 0, replaces };
  },

  async create(inputs) {
    const id = `${inputs.typeName}/${inputs.version}`;
    await provision(inputs).catch((error: unknown) => {
      throw unfinished(id, inputs, error);
    });
    return { id, outs: inputs };
  },

  async read(id, props) {
    return props && (await find(props))?.Status === "Available" ? { id, props } : {};
  },

  // Completes a `create` that has failed.
  async update(_id, _olds, news) {
    await provision(news);
    return { outs: news };
  },

  async delete(_id, props) {
    await unprovision(props);
  },
};

export class ApplicationTypeVersion extends pulumi.dynamic.Resource {
  declare readonly typeName: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;

  constructor(
    name: string,
    args: Args<ApplicationTypeVersionInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(provider, name, args, options, "serviceFabric", "ApplicationTypeVersion");
  }
}

interface TypeInfo {
  Version: string;
  Status: "Invalid" | "Provisioning" | "Available" | "Unprovisioning" | "Failed";
  StatusDetails?: string;
}

async function find(inputs: ApplicationTypeVersionInputs) {
  const { typeName, version } = inputs;
  const path = `/ApplicationTypes/${typeName}?ApplicationTypeVersion=${version}`;
  const found = call<{ Items: TypeInfo[] }>(inputs, "GET", path);
  return (await unless(found, "FABRIC_E_APPLICATION_TYPE_NOT_FOUND"))?.Items[0];
}

/** Does what is not done yet. What is already provisioned has the same content, since the version is derived from it. */
async function provision(inputs: ApplicationTypeVersionInputs): Promise<void> {
  const { typeName, version } = inputs;
  const found = await find(inputs);
  if (found?.Status === "Available") return;
  if (found?.Status === "Failed" || found?.Status === "Unprovisioning") await unprovision(inputs);
  const folder = `${typeName}-${version}`;
  try {
    if (found?.Status !== "Provisioning") {
      await upload(inputs, folder);
      const body = { Kind: "ImageStorePath", ApplicationTypeBuildPath: folder, Async: true };
      await call(inputs, "POST", "/ApplicationTypes/$/Provision", body);
    }
    const done = await poll(PROVISION_SECONDS, async () => {
      const now = await find(inputs);
      return now && now.Status !== "Provisioning" ? now : undefined;
    });
    if (done?.Status !== "Available") {
      const why = done?.StatusDetails ?? done?.Status ?? `not done within ${PROVISION_SECONDS} s`;
      throw new Error(`Provisioning ${typeName} ${version} failed: ${why}`);
    }
  } finally {
    // The cluster copies the package when it provisions it.
    await unless(call(inputs, "DELETE", `/ImageStore/${folder}`), "FABRIC_E_FILE_NOT_FOUND").catch(
      () => undefined,
    );
  }
}

async function upload(inputs: ApplicationTypeVersionInputs, folder: string): Promise<void> {
  const service = JSON.parse(inputs.serviceManifest) as XmlElement;
  const application = JSON.parse(inputs.applicationManifest) as XmlElement;
  const files = [
    ["ApplicationManifest.xml", toXml("ApplicationManifest", application)],
    [`${String(service["Name"])}/ServiceManifest.xml`, toXml("ServiceManifest", service)],
    // A folder is complete once it has this file.
    [`${String(service["Name"])}/_.dir`, ""],
    ["_.dir", ""],
  ];
  for (const [file, content] of files) {
    await call(inputs, "PUT", `/ImageStore/${folder}/${file}`, content);
  }
}

async function unprovision(inputs: ApplicationTypeVersionInputs): Promise<void> {
  const { typeName, version } = inputs;
  const body = { ApplicationTypeVersion: version, Async: true };
  const path = `/ApplicationTypes/${typeName}/$/Unprovision`;
  const accepted = call(inputs, "POST", path, body).then(() => true);
  // After a rollback the application runs this version again, so it is in use.
  const others = ["FABRIC_E_APPLICATION_TYPE_NOT_FOUND", "FABRIC_E_APPLICATION_TYPE_IN_USE"];
  if (await unless(accepted, ...others)) await untilGone(`${typeName} ${version}`, () => find(inputs));
}
