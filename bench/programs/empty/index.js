// The least a program can be: what every command costs before it does anything.
"use strict";

require("../plain");
const pulumi = require("@pulumi/pulumi");

exports.stack = pulumi.getStack();
