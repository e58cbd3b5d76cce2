import { PolicyPack } from "@pulumi/policy";
import { catalogue } from "./catalogue";
import { policies } from "./policy";

new PolicyPack("guardrails", { enforcementLevel: "mandatory", policies: policies(catalogue) });
