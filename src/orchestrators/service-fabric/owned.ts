import type { Owned } from "../engine";
import { call, type Gateway, idOf, list, unless } from "./gateway";
import { applicationName, typeNameOf } from "./names";

/** The workload's application with its services, and the versions of its type. */
export async function ownedIn(gateway: Gateway, workload: string): Promise<Owned[]> {
  const application = applicationName(workload);
  const path = `/Applications/${idOf(application)}`;
  const typeName = typeNameOf(workload);
  const [found, services = [], versions = []] = await Promise.all([
    unless(call(gateway, "GET", path), GONE),
    unless(list<{ Name: string }>(gateway, `${path}/$/GetServices`), GONE),
    unless(
      list<{ Version: string }>(gateway, `/ApplicationTypes/${typeName}`),
      "FABRIC_E_APPLICATION_TYPE_NOT_FOUND",
    ),
  ]);
  return [
    ...services.map(({ Name }) =>
      entry("Service", Name, `service ${Name}`, `sfctl service delete --service-id ${idOf(Name)}`),
    ),
    ...(found
      ? [
          entry(
            "Application",
            application,
            `application ${application}`,
            `sfctl application delete --application-id ${idOf(application)}`,
          ),
        ]
      : []),
    ...versions.map(({ Version }) =>
      entry(
        "ApplicationTypeVersion",
        `${typeName}/${Version}`,
        `application type ${typeName} ${Version}`,
        `sfctl application unprovision --application-type-name ${typeName} --application-type-version ${Version}`,
      ),
    ),
  ];
}

const GONE = "FABRIC_E_APPLICATION_NOT_FOUND";

const entry = (kind: string, id: string, name: string, remove: string): Owned => ({
  type: `pulumi-nodejs:dynamic/serviceFabric:${kind}`,
  id,
  name,
  remove,
});
