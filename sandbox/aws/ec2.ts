import type { Model } from "../provider/model";
import { arnOf, ec2Id } from "./ids";
export const ec2: readonly Model[] = [
  {
    type: "aws:ec2/vpc:Vpc",
    cfn: "AWS::EC2::VPC",
    replaceOn: ["cidrBlock"],
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
    assigned: (_, c) => {
      const id = ec2Id("vpc");
      return { id, arn: arnOf("ec2", c, `vpc/${id}`) };
    },
    id: (_, __, a) => String(a["id"]),
  },
];
