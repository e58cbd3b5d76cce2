import type { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import type { CloudDescription } from "../../core/recovery";
import { clientSettings } from "./aws";
import type { Endpoint } from "../workspace";

/** AWS's one API over all resource types; the local cloud serves it as well. */
export class CloudControl {
  private readonly clients = new Map<string, Promise<CloudControlClient>>();

  constructor(private readonly endpoint: Endpoint | undefined) {}

  /** Every resource of a type in a region, with its properties; none where this API does not list the type. */
  async list(
    cloudType: string,
    model: Readonly<Record<string, unknown>>,
    region: string,
  ): Promise<readonly CloudDescription[]> {
    const { paginateListResources } = await import("@aws-sdk/client-cloudcontrol");
    const client = await this.connected(region);
    const ResourceModel = Object.keys(model).length === 0 ? undefined : JSON.stringify(model);
    const identifiers: string[] = [];
    try {
      const request = { TypeName: cloudType, ...(ResourceModel === undefined ? {} : { ResourceModel }) };
      for await (const { ResourceDescriptions = [] } of paginateListResources({ client }, request)) {
        identifiers.push(...ResourceDescriptions.flatMap(({ Identifier }) => Identifier ?? []));
      }
    } catch (error) {
      if (unlisted.includes((error as Error).name)) return [];
      throw error;
    }
    const described = await Promise.all(identifiers.map((identifier) => this.get(client, cloudType, identifier)));
    return described.flatMap((one) => one ?? []);
  }

  /** A listing carries no more than identifiers for many types. */
  private async get(
    client: CloudControlClient,
    cloudType: string,
    identifier: string,
  ): Promise<CloudDescription | undefined> {
    const { GetResourceCommand, ResourceNotFoundException } = await import("@aws-sdk/client-cloudcontrol");
    try {
      const { ResourceDescription } = await client.send(
        new GetResourceCommand({ TypeName: cloudType, Identifier: identifier }),
      );
      const properties = JSON.parse(ResourceDescription?.Properties ?? "{}") as CloudDescription["properties"];
      return { identifier, properties };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined; // gone meanwhile
      throw error;
    }
  }

  private connected(region: string): Promise<CloudControlClient> {
    const known = this.clients.get(region);
    if (known !== undefined) return known;
    const client = import("@aws-sdk/client-cloudcontrol").then(
      ({ CloudControlClient: Client }) => new Client(clientSettings(this.endpoint, region)),
    );
    this.clients.set(region, client);
    return client;
  }
}

const unlisted = ["UnsupportedActionException", "TypeNotFoundException"];
