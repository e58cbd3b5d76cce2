import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody, type Shown } from "../core/watch/dashboard";

/** What an environment's operators look at. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: Shown<pulumi.Input<string>>, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:watch:Dashboard", name, {}, opts);
    new cloudwatch.Dashboard(
      name,
      { dashboardName: name, dashboardBody: pulumi.jsonStringify(dashboardBody(args)) },
      { parent: this },
    );
    this.registerOutputs();
  }
}
