import { z } from "zod";
import { distinct, filled, image, path, port, variable, whole } from "../../../proof/rules";

// The elements in use, as defined in
// https://github.com/microsoft/service-fabric/blob/master/src/prod/src/ServiceModel/xsd/ServiceFabricServiceModel.xsd
// That schema has no probes: they are as documented in
// https://learn.microsoft.com/azure/service-fabric/probes-codepackage

/** An `xs:sequence`: child elements in this order only. Zod itself ignores the order of an object's members. */
function sequence<Shape extends z.ZodRawShape>(shape: Shape) {
  const order = Object.keys(shape);
  const inOrder = (element: unknown) => {
    const children = Object.entries(element as object).filter(([, value]) => typeof value === "object");
    const places = children.map(([name]) => order.indexOf(name));
    return places.every((place, index) => index === 0 || place > places[index - 1]!);
  };
  return z
    .unknown()
    .refine((element) => typeof element !== "object" || element === null || inOrder(element), {
      error: "elements are not in the schema's order",
    })
    .pipe(z.strictObject(shape));
}

const namespace = z.literal("http://schemas.microsoft.com/2011/01/fabric");
const packageName = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** `[Name]`: the value of a parameter. */
const reference = z.string().regex(/^\[[A-Za-z0-9_]+\]$/, "not a parameter's value");
/** `xs:string` in the schema, a positive integer by its annotations. */
const amount = whole(1, 2 ** 31 - 1);

const codePackage = sequence({
  Name: packageName,
  Version: filled,
  EntryPoint: sequence({
    ContainerHost: sequence({
      ImageName: z.strictObject({ text: image }),
      Commands: z.strictObject({ text: filled }).optional(),
      EntryPoint: z.strictObject({ text: filled }).optional(),
    }),
  }),
  EnvironmentVariables: sequence({
    EnvironmentVariable: z
      .array(z.strictObject({ Name: variable, Value: z.string() }))
      .refine((all) => distinct(all.map(({ Name }) => Name)), "duplicate environment variable"),
  }),
});

export const serviceManifest = sequence({
  xmlns: namespace,
  Name: packageName,
  Version: filled,
  ServiceTypes: sequence({
    StatelessServiceType: z.strictObject({ ServiceTypeName: filled, UseImplicitHost: z.literal(true) }),
  }),
  CodePackage: codePackage,
  Resources: sequence({
    Endpoints: sequence({
      Endpoint: z.strictObject({
        Name: filled,
        UriScheme: z.enum(["http", "https"]),
        Protocol: z.enum(["http", "https", "tcp", "udp"]),
        Port: port,
      }),
    }),
  }),
});

const probe = (type: "Liveness" | "Readiness") =>
  z.strictObject({
    Type: z.literal(type),
    InitialDelaySeconds: whole(0, 2 ** 31 - 1),
    PeriodSeconds: amount,
    TimeoutSeconds: amount,
    FailureThreshold: amount,
    SuccessThreshold: amount,
    HttpGet: z.strictObject({
      Path: path,
      Port: port,
      Scheme: z.enum(["http", "https"]),
      HttpHeader: z.array(z.strictObject({ Name: filled, Value: filled })).optional(),
    }),
  });

/** An `xs:choice`: in any order. */
const policies = z.strictObject({
  ContainerHostPolicies: z.strictObject({
    CodePackageRef: packageName,
    RepositoryCredentials: z
      .strictObject({ AccountName: reference, Password: reference, PasswordEncrypted: z.boolean() })
      .optional(),
    HealthConfig: z.strictObject({
      IncludeDockerHealthStatusInSystemHealthReport: z.boolean(),
      RestartContainerOnUnhealthyDockerHealthStatus: z.boolean(),
    }),
    PortBinding: z.strictObject({ ContainerPort: port, EndpointRef: filled }),
  }),
  // The schema has no fractions of a core, but the documentation has:
  // https://learn.microsoft.com/azure/service-fabric/service-fabric-resource-governance
  ServicePackageResourceGovernancePolicy: z.strictObject({
    CpuCores: z.number().positive(),
    MemoryInMB: amount,
  }),
  ResourceGovernancePolicy: z.strictObject({ CodePackageRef: packageName, MemoryInMB: amount }),
  // At most one of each type.
  CodePackagePolicy: z
    .strictObject({
      CodePackageRef: packageName,
      Probes: z.strictObject({
        Probe: z.union([
          z.tuple([probe("Liveness"), probe("Readiness")]),
          z.tuple([probe("Liveness")]),
          z.tuple([probe("Readiness")]),
        ]),
      }),
    })
    .optional(),
});

export const applicationManifest = sequence({
  xmlns: namespace,
  ApplicationTypeName: filled,
  ApplicationTypeVersion: filled,
  Description: z.strictObject({ text: filled }).optional(),
  Parameters: sequence({
    Parameter: z.array(z.strictObject({ Name: filled, DefaultValue: z.string() })),
  }).optional(),
  ServiceManifestImport: sequence({
    ServiceManifestRef: z.strictObject({ ServiceManifestName: packageName, ServiceManifestVersion: filled }),
    EnvironmentOverrides: z
      .strictObject({
        CodePackageRef: packageName,
        EnvironmentVariable: z.array(z.strictObject({ Name: variable, Value: reference })).min(1),
      })
      .optional(),
    Policies: policies,
  }),
}).refine(({ Parameters, ServiceManifestImport: { EnvironmentOverrides, Policies } }) => {
  const names = Parameters?.Parameter.map(({ Name }) => `[${Name}]`) ?? [];
  const { RepositoryCredentials: login } = Policies.ContainerHostPolicies;
  const used = [
    ...(EnvironmentOverrides?.EnvironmentVariable ?? []).map(({ Value }) => Value),
    ...(login ? [login.AccountName, login.Password] : []),
  ];
  return distinct(names) && used.every((each) => names.includes(each));
}, "the value of an undefined parameter");
