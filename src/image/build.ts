import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Provider } from "@pulumi/docker/provider";
import { RegistryImage } from "@pulumi/docker/registryImage";
import { RemoteImage } from "@pulumi/docker/remoteImage";
import * as pulumi from "@pulumi/pulumi";
import { hostOf, isLocal } from "./reference";

export interface SampleImageArgs {
  /** Where the image is pushed: host and port, and a path where the registry has one. */
  registry: string;
  /** What the image is built on: Node.js at `/nodejs/bin/node`, as in distroless. */
  baseImage: string;
  /** E.g. `linux/amd64`; the Docker engine's own unless given. */
  platform?: string;
  /** The folder with a Dockerfile and `dist/server.js`. */
  context: string;
}

/** The sample service's image, built and pushed once for all orchestrators. */
export class SampleImage extends pulumi.ComponentResource {
  /** `registry/podium@sha256:…`: the same content wherever it is pulled. */
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: SampleImageArgs, options?: pulumi.ComponentResourceOptions) {
    super("podium:image:SampleImage", name, {}, options);
    const local = isLocal(args.registry);
    const repository = `${args.registry}/podium`;
    // Named by what it is made of: unchanged sources are the same image, which is neither built nor pushed again.
    const tag = contentHash(args);
    const provider = new Provider(
      // One for each registry: what was pushed to another one stays with the provider that can speak to it.
      `${name}-${args.registry}`,
      // A registry on this machine speaks plain HTTP and knows no login.
      local ? { registryAuth: [{ address: `http://${hostOf(args.registry)}`, authDisabled: true }] } : {},
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
        // Engines keep stopped containers for a while, which would hold on to it.
        forceRemove: true,
      },
      child,
    );
    const pushed = new RegistryImage(
      name,
      {
        name: built.name,
        // Deployments run the image before this one until they are updated, and may pull it again long after that: to roll
        // back, or to start an instance on another node.
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

function contentHash({ baseImage, platform = "", context }: SampleImageArgs): string {
  const hash = createHash("sha256").update(`${baseImage}\n${platform}\n`);
  for (const file of ["Dockerfile", "dist/server.js"]) hash.update(readFileSync(join(context, file)));
  return hash.digest("hex").slice(0, 16);
}
