import { KnownScheme } from "@azure/arm-containerinstance";
import { z } from "zod";
import { guid, location, resourceGroupName, tags } from "./common";
import { registryBodies } from "./registry";
import type { Body, Inputs, Proof } from "../../../proof/proof";
import { count, distinct, filled, image, path, port, variable } from "../../../proof/rules";

/**
 * Against the types of Azure's own client, generated from the API's description, as Pulumi's provider is; and against
 * what is documented beyond that.
 */
export const aci: Proof = {
  bodies: {
    "azure-native:containerinstance:ContainerGroup": ({
      resourceGroupName,
      containerGroupName,
      identity,
      ...content
    }): Body[] => [
      // The first two are parts of the URL.
      { content: resourceGroupName, rules: filled },
      { content: containerGroupName, rules: groupName },
      {
        content: { ...content, identity: identity && withIdentities(identity as Inputs) },
        type: { package: "@azure/arm-containerinstance", name: "ContainerGroup" },
        rules: containerGroup,
      },
    ],
    "azure-native:resources:ResourceGroup": (content): Body[] => [{ content, rules: resourceGroup }],
    "pulumi:providers:azure-native": (content): Body[] => [{ content, rules: provider }],
    ...registryBodies,
  },
};

/** The provider turns the list into keys. */
const withIdentities = ({ userAssignedIdentities, ...rest }: Inputs) => ({
  ...rest,
  userAssignedIdentities: Object.fromEntries(
    (userAssignedIdentities as unknown[]).map((id) => [String(id), {}]),
  ),
});

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance */
const groupName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "no name of a container group");

const resourceGroup = z.strictObject({ resourceGroupName, location, tags });

/** https://www.pulumi.com/registry/packages/azure-native/installation-configuration/ */
const provider = z.strictObject({
  subscriptionId: guid,
  location,
  environment: z.enum(["public", "usgovernment", "china"]),
});

/** https://learn.microsoft.com/azure/container-instances/container-instances-faq, where it lists what is reserved */
const RESERVED = [
  [22, 22],
  [1025, 1027],
  [3389, 3399],
  [9999, 9999],
  [19000, 19000],
  [19080, 19080],
  [19100, 19100],
  [19390, 19390],
  [20000, 30000],
  [49152, 65534],
];
const openPort = port.refine(
  (value) => !RESERVED.some(([first = 0, last = 0]) => value >= first && value <= last),
  "a port that the service reserves",
);
const openPorts = z
  .array(z.strictObject({ port: openPort, protocol: z.enum(["TCP", "UDP"]) }))
  .min(1)
  .max(5);

/** In tenths; a group has at least one of each. https://learn.microsoft.com/azure/container-instances/container-instances-container-groups */
const tenths = z
  .number()
  .min(1)
  .refine((value) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-9, "more than one decimal");
const amount = z.strictObject({ cpu: tenths, memoryInGB: tenths });

/** https://learn.microsoft.com/azure/container-instances/container-instances-liveness-probe */
const probe = z.strictObject({
  httpGet: z.strictObject({
    path,
    port: openPort,
    scheme: z.enum(KnownScheme),
    httpHeaders: z.array(z.strictObject({ name: filled, value: filled })).optional(),
  }),
  initialDelaySeconds: count(),
  periodSeconds: count(1),
  timeoutSeconds: count(1),
  failureThreshold: count(1),
  successThreshold: count(1),
});

/** A value is either readable or secure. */
const environmentVariable = z.union([
  z.strictObject({ name: variable, value: z.string() }),
  z.strictObject({ name: variable, secureValue: z.string() }),
]);

/** https://learn.microsoft.com/azure/container-instances/container-instances-volume-emptydir */
const volumeName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

const container = z
  .looseObject({
    // A DNS label, like the group's.
    name: groupName,
    image,
    command: z.array(filled).min(1).optional(),
    ports: openPorts,
    environmentVariables: z
      .array(environmentVariable)
      .refine((all) => distinct(all.map(({ name }) => name)), "a variable twice"),
    resources: z
      .strictObject({ requests: amount, limits: amount })
      .refine(
        ({ requests, limits }) => requests.cpu <= limits.cpu && requests.memoryInGB <= limits.memoryInGB,
        "a request above its limit",
      ),
    livenessProbe: probe.optional(),
    readinessProbe: probe.optional(),
    volumeMounts: z
      .array(
        z.strictObject({
          name: volumeName,
          mountPath: path.regex(/^[^:]+$/, "a colon in the path"),
          readOnly: z.literal(false),
        }),
      )
      .refine((all) => distinct(all.map(({ mountPath }) => mountPath)), "two volumes in one place")
      .optional(),
  })
  .refine(
    ({ ports, livenessProbe, readinessProbe }) =>
      [livenessProbe, readinessProbe].every(
        (each) => !each || ports.some((open) => open.port === each.httpGet.port),
      ),
    "a probe of a port that is not open",
  );

/** A host, not a URL. */
const server = z.string().regex(/^[a-z0-9.-]+(:\d+)?$/);
/** Either with a password or as an identity. */
const login = z.union([
  z.strictObject({ server, username: filled, password: filled }),
  z.strictObject({ server, identity: filled }),
]);

/** https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroups */
const containerGroup = z
  .looseObject({
    location,
    tags,
    osType: z.literal("Linux"),
    sku: z.literal("Standard"),
    priority: z.literal("Regular"),
    restartPolicy: z.enum(["Always", "OnFailure", "Never"]),
    containers: z.array(container).min(1).max(60),
    volumes: z.array(z.strictObject({ name: volumeName, emptyDir: z.strictObject({}) })).optional(),
    // A group is in one zone: https://learn.microsoft.com/azure/reliability/reliability-containers
    zones: z.tuple([z.string().regex(/^[1-9]$/)]).optional(),
    identity: z
      .strictObject({
        type: z.literal("UserAssigned"),
        userAssignedIdentities: z.record(filled, z.strictObject({})),
      })
      .optional(),
    imageRegistryCredentials: z.array(login).optional(),
    ipAddress: z.looseObject({
      type: z.enum(["Public", "Private"]),
      ports: openPorts,
      // 5 to 63 characters, like all labels in Azure's DNS.
      dnsNameLabel: z.string().regex(/^[a-z][a-z0-9-]{3,61}[a-z0-9]$/, "no label"),
      autoGeneratedDomainNameLabelScope: z.enum([
        "Unsecure",
        "TenantReuse",
        "SubscriptionReuse",
        "ResourceGroupReuse",
        "Noreuse",
      ]),
    }),
  })
  // https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
  .refine(
    ({ identity, imageRegistryCredentials = [] }) =>
      imageRegistryCredentials.every(
        (each) => !("identity" in each) || each.identity in (identity?.userAssignedIdentities ?? {}),
      ),
    "a login as an identity that the group does not have",
  )
  .refine(
    ({ containers, volumes = [] }) =>
      containers.every(({ volumeMounts = [] }) =>
        volumeMounts.every((mount) => volumes.some(({ name }) => name === mount.name)),
      ),
    "a mount of a volume that does not exist",
  )
  // There is no mapping between the two.
  .refine(
    ({ ipAddress, containers }) =>
      ipAddress.ports.every(({ port }) =>
        containers.some(({ ports }) => ports.some((inside) => inside.port === port)),
      ),
    "a public port on which no container listens",
  );
