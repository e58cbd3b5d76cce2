import type { ProviderPackage } from "../provider/package";
import { ec2 } from "./ec2";
import { invokes } from "./invokes";

const models = [...ec2];

/** What of AWS the local cloud plays. */
export const aws: ProviderPackage = {
  name: "aws",
  sdk: "@pulumi/aws",
  keeps: "records",
  models,
  invokes,
  checkConfig: ({ region }) =>
    region
      ? undefined
      : "Missing region configuration. Set your AWS region, e.g. `pulumi config set aws:region eu-central-1`.",
};
