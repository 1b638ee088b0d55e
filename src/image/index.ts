import * as pulumi from "@pulumi/pulumi";
import { SampleImage } from "./build";
import { sampleImageArgs, sourcesOf } from "./sources";

const config = new pulumi.Config("podium");

const args = sampleImageArgs((key) => config.get(key));

export const reference = pulumi.output(args.then((each) => new SampleImage("podium", each))).reference;

/** By which `podium up` knows that there is nothing to build. */
export const sources = args.then(sourcesOf);
