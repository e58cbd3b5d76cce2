import { PolicyPack } from "@pulumi/policy";
import { catalogue } from "./catalogue";

new PolicyPack("naming", { enforcementLevel: "mandatory", policies: [...catalogue] });
