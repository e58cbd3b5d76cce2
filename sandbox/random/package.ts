import type { ProviderPackage } from "../provider/package";
import { models } from "./models";

export const random: ProviderPackage = { name: "random", sdk: "@pulumi/random", keeps: "nothing", models, invokes: {} };
