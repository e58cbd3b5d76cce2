import type { Estimators } from "../estimator";
import { everywhere } from "../prices";
import { listAt } from "../resource";

export const secrets: Estimators = {
  // The first two rotations of a key's material add a dollar each, a year apart; the first year is estimated.
  "aws:kms/key:Key": (_, { assumptions }) => [
    { what: "key", unit: "months", quantity: 1, price: everywhere.key },
    {
      what: "requests",
      unit: "10,000",
      quantity: assumptions.keyRequests / 10_000,
      price: everywhere.tenThousandKeyRequests,
    },
  ],
  "aws:kms/replicaKey:ReplicaKey": () => [{ what: "key", unit: "months", quantity: 1, price: everywhere.key }],
  "aws:secretsmanager/secret:Secret": ({ inputs }) => [
    { what: "secret", unit: "months", quantity: 1 + listAt(inputs, "replicas").length, price: everywhere.secret },
  ],
};
