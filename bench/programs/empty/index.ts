import * as pulumi from "@pulumi/pulumi";

/** The least a program can be: what every command costs before it does anything. */
export const stack = pulumi.getStack();
