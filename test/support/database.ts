import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientConfig } from "pg";
import type { DatabaseAddress } from "../../core/credentials";
import { Cloud } from "../../sandbox/cloud";
import { sandboxFiles } from "../../sandbox/files";
import { createCertificates } from "../../sandbox/runtime/certificates";
import { Databases } from "../../sandbox/runtime/database";
import { TYPES } from "../../sandbox/runtime/properties";

/** A real PostgreSQL behind a password and TLS, for one test file. */
export class TestDatabase {
  private readonly clients: Client[] = [];

  private constructor(
    private readonly root: string,
    private readonly databases: Databases,
    private readonly ca: string,
    readonly address: DatabaseAddress,
    private readonly master: { readonly user: string; readonly password: string },
  ) {}

  static async start(): Promise<TestDatabase> {
    const root = mkdtempSync(join(tmpdir(), "promenade-database-"));
    const files = sandboxFiles(root);
    const certificates = await createCertificates(files.certificates);
    const databases = new Databases(await Cloud.open(root), files, certificates);
    const master = { user: "promenade", password: "of-the-master" };
    const inputs = {
      ...{ identifier: "db", engine: "postgres", dbName: "app" },
      ...{ username: master.user, password: master.password },
    };
    const record = { type: TYPES.database, id: "db", region: "eu-west-1", inputs, outputs: {} };
    const { endpoint } = await databases.apply(record);
    const address = { endpoint: String(endpoint), databaseName: "app" };
    return new TestDatabase(root, databases, readFileSync(certificates.authorityFile, "utf8"), address, master);
  }

  readonly asMaster = async (work: (client: Client) => Promise<void>): Promise<void> => {
    const [host, port] = this.address.endpoint.split(":");
    await work(await this.connect({ host, port: Number(port), database: "app", ...this.master }));
  };

  /** Connects as a URL says; ended with the test. */
  async connect(config: string | ClientConfig): Promise<Client> {
    const given = typeof config === "string" ? partsOf(config) : config;
    const client = new Client({ ...given, ssl: { ca: this.ca } });
    client.on("error", () => undefined);
    await client.connect();
    this.clients.push(client);
    return client;
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.clients.splice(0).map((client) => client.end().catch(() => undefined)));
  }

  async stop(): Promise<void> {
    await this.disconnect();
    await this.databases.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

function partsOf(text: string): ClientConfig {
  const { hostname: host, port, username: user, password, pathname } = new URL(text);
  return { host, port: Number(port), user, password: decodeURIComponent(password), database: pathname.slice(1) };
}
