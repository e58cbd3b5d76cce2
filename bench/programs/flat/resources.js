// As many resources as asked for, of the cheapest kind, without components or dependencies.
"use strict";

const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");

const count = new pulumi.Config().requireNumber("count");
for (let at = 0; at < count; at++) new random.RandomId(`id-${at}`, { byteLength: 8 });

exports.ids = count;
