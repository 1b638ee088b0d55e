import { z } from "zod";
import type { Body, Proof } from "./proof";
import { count, filled, image, path, port, variable } from "./rules";

/**
 * Against the types of Azure's own client, generated from the API's description, whose words Pulumi's provider has
 * taken over; and against what is documented beyond that.
 */
export const aci: Proof = {
  bodies: {
    "azure-native:containerinstance:ContainerGroup": ({
      resourceGroupName,
      containerGroupName,
      ...content
    }): Body[] => [
      // The first two are parts of the address.
      { content: resourceGroupName, rules: filled },
      { content: containerGroupName, rules: groupName },
      {
        content,
        type: { package: "@azure/arm-containerinstance", name: "ContainerGroup" },
        rules: containerGroup,
      },
    ],
    "azure-native:resources:ResourceGroup": (content): Body[] => [{ content, rules: resourceGroup }],
  },
  unproven: { "podium:aci:Deployment": "Pulumi's bracket around the others: nothing is sent for it" },
};

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance */
const groupName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "no name of a container group");

/** https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations */
const tags = z
  .record(z.string().regex(/^[^<>%&\\?/]{1,512}$/), z.string().max(256))
  .refine((all) => Object.keys(all).length <= 50, "more than 50 tags");

const location = z.string().regex(/^[a-z][a-z0-9]+$/, "no region");

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
const resourceGroup = z.strictObject({
  resourceGroupName: z.string().regex(/^[\w().-]{0,89}[\w()-]$/, "no name of a resource group"),
  location,
  tags,
});

/** https://learn.microsoft.com/azure/container-instances/container-instances-faq, under "reserved ports" */
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
  httpGet: z.strictObject({ path, port: openPort, scheme: z.enum(["http", "https", "HTTP", "HTTPS"]) }),
  initialDelaySeconds: count(),
  periodSeconds: count(1),
  timeoutSeconds: count(1),
  failureThreshold: count(1),
  successThreshold: count(1),
});

/** A value is either for all to read or secure. */
const environmentVariable = z.union([
  z.strictObject({ name: variable, value: z.string() }),
  z.strictObject({ name: variable, secureValue: z.string() }),
]);

const container = z
  .looseObject({
    // "It must be a valid DNS label", as the group's.
    name: groupName,
    image,
    ports: openPorts,
    environmentVariables: z.array(environmentVariable),
    resources: z
      .strictObject({ requests: amount, limits: amount })
      .refine(
        ({ requests, limits }) => requests.cpu <= limits.cpu && requests.memoryInGB <= limits.memoryInGB,
        "a request above its limit",
      ),
    livenessProbe: probe,
    readinessProbe: probe,
  })
  .refine(
    ({ ports, livenessProbe, readinessProbe }) =>
      [livenessProbe, readinessProbe].every(({ httpGet }) =>
        ports.some((open) => open.port === httpGet.port),
      ),
    "a probe of a port that is not open",
  );

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
    imageRegistryCredentials: z
      .array(
        z.strictObject({
          // "Without a protocol such as https": a host.
          server: z.string().regex(/^[a-z0-9.-]+(:\d+)?$/),
          username: filled,
          password: filled,
        }),
      )
      .optional(),
    ipAddress: z.looseObject({
      type: z.enum(["Public", "Private"]),
      ports: openPorts,
      // "5 to 63 characters", as all labels of Azure's DNS.
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
  // There is no translation between the two.
  .refine(
    ({ ipAddress, containers }) =>
      ipAddress.ports.every(({ port }) =>
        containers.some(({ ports }) => ports.some((inside) => inside.port === port)),
      ),
    "a public port on which no container listens",
  );
