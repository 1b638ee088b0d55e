import { Provider } from "@pulumi/docker/provider";
import { RegistryImage } from "@pulumi/docker/registryImage";
import { RemoteImage } from "@pulumi/docker/remoteImage";
import * as pulumi from "@pulumi/pulumi";
import { isLocalRegistry, registryHost } from "./name";
import { repositoryOf, type SampleImageArgs, tagOf } from "./sources";

/** The image of the sample service, built and pushed once for all orchestrators. */
export class SampleImage extends pulumi.ComponentResource {
  /** `registry/podium@sha256:…`: the same content wherever it is pulled. */
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: SampleImageArgs, options?: pulumi.ComponentResourceOptions) {
    super("podium:image:SampleImage", name, {}, options);
    const local = isLocalRegistry(registryHost(args.registry));
    const repository = repositoryOf(args);
    // Tagged by its sources: if they are unchanged, the image is neither built nor pushed again.
    const tag = tagOf(args);
    const provider = new Provider(
      // One per registry: an image in another registry stays with the provider that can reach it.
      `${name}-${args.registry}`,
      // A registry on this machine speaks plain HTTP and has no login.
      local
        ? { registryAuth: [{ address: `http://${registryHost(args.registry)}`, authDisabled: true }] }
        : {},
      { parent: this },
    );
    const child = { parent: this, provider };
    const built = new RemoteImage(
      name,
      {
        name: `${repository}:${tag}`,
        build: {
          context: args.context,
          dockerfile: "Dockerfile",
          buildArgs: { BASE_IMAGE: args.baseImage },
          platform: args.platform,
        },
        triggers: { content: tag },
        // Stopped containers that an engine keeps for a while would prevent its removal.
        forceRemove: true,
      },
      child,
    );
    const pushed = new RegistryImage(
      name,
      {
        name: built.name,
        // Deployments run the previous image until they are updated, and may pull it long after that: to roll back, or
        // to start an instance on another node.
        keepRemotely: true,
        insecureSkipVerify: local,
        triggers: { content: tag },
      },
      child,
    );
    this.reference = pulumi.interpolate`${repository}@${pushed.sha256Digest}`;
    this.registerOutputs({ reference: this.reference });
  }
}
