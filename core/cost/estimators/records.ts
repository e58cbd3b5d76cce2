import type { Estimators } from "../estimator";
import { everywhere } from "../prices";
import { numberAt } from "../resource";
import { loggedGigabytes, shareOf, type World } from "../world";

const stream = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";

/** What is kept for auditors, for recovery and for later, and the small machinery around it. */
export const records: Estimators = {
  "aws:s3/bucket:Bucket": (_, { assumptions, prices }) => [
    {
      what: "storage beside logs",
      unit: "GB months",
      quantity: assumptions.bucketGigabytes,
      price: prices.bucket.standard,
    },
  ],
  [stream]: (_, world) => [
    {
      what: "logs passed on",
      unit: "GB",
      quantity: loggedGigabytes(world) * shareOf(world, stream),
      price: world.prices.stream,
    },
    {
      what: "older logs in cold storage",
      unit: "GB months",
      quantity: coldGigabytes(world) * shareOf(world, stream),
      price: world.prices.bucket.cold,
    },
  ],
  // The first trail's management events are free; data events are not.
  "aws:cloudtrail/trail:Trail": (_, { assumptions }) => [
    {
      what: "data events",
      unit: "100,000",
      quantity: assumptions.auditedEvents / 100_000,
      price: everywhere.hundredThousandDataEvents,
    },
  ],
  "aws:ecr/repository:Repository": (_, { assumptions, prices }) => [
    { what: "images", unit: "GB months", quantity: assumptions.imageGigabytes, price: prices.registry },
  ],
  "aws:lambda/function:Function": ({ inputs }, { assumptions }) => [
    {
      what: "calls",
      unit: "million",
      quantity: assumptions.functionCalls / 1e6,
      price: everywhere.function.millionCalls,
    },
    {
      what: "compute",
      unit: "GB seconds",
      quantity: (assumptions.functionCalls * assumptions.functionSeconds * numberAt(inputs, "memorySize", 128)) / 1024,
      price: everywhere.function.gigabyteSecond,
    },
  ],
  "aws:scheduler/schedule:Schedule": () => [
    { what: "invocations", unit: "million", quantity: 31 / 1e6, price: everywhere.millionSchedules },
  ],
  "aws:sqs/queue:Queue": (_, { assumptions }) => [
    {
      what: "messages",
      unit: "million",
      quantity: assumptions.queuedMessages / 1e6,
      price: everywhere.millionMessages,
    },
  ],
};

const coldGigabytes = ({ scale }: World): number => {
  const { gigabytes, retentionDays, coldAfterDays } = scale.logs;
  return coldAfterDays === undefined ? 0 : gigabytes * Math.max(0, 1 - coldAfterDays / retentionDays);
};
