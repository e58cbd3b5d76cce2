import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** As many resources as dev has, of the cheapest kind, without components or dependencies. */
const count = new pulumi.Config().requireNumber("count");

export const ids = Array.from(
  { length: count },
  (_, index) => new random.RandomId(`id-${index}`, { byteLength: 8 }),
).length;
