import type { ProviderPackage } from "../provider/package";

export const github: ProviderPackage = {
  name: "github",
  sdk: "@pulumi/github",
  keeps: "records",
  models: [],
  invokes: {},
};
