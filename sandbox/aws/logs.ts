import type { Model } from "../provider/model";
import { length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, text } from "./ids";
import { byKey } from "./kms";

/** Days; 0 keeps them for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logs: readonly Model[] = [
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    cfn: "AWS::Logs::LogGroup",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("logs", context, `log-group:${text(name)}`) }),
    autoname: { property: "name", maxLength: 512 },
    defaults: { retentionInDays: 0, skipDestroy: false },
    fills: { logGroupClass: "STANDARD", namePrefix: "", deletionProtectionEnabled: false },
    rules: {
      name: [length(1, 512), matches(/^[.\-_/#A-Za-z0-9]+$/, "must match [.\\-_/#A-Za-z0-9]")],
      retentionInDays: [oneOf(...RETENTION)],
      logGroupClass: [oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")],
    },
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    unique: [{ by: ["name"], code: "ResourceAlreadyExistsException" }],
    references: [byKey("kmsKeyId", "InvalidParameterException")],
  },
];
