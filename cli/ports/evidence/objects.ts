import type { S3ClientConfig, S3ServiceException } from "@aws-sdk/client-s3";
import { failed } from "../../failure";

/** A text as it stands in a bucket; its `etag` is another one after each change. */
export interface Stored {
  readonly text: string;
  readonly etag: string;
}

/** Texts in a bucket, each written only in place of what its writer has seen. @throws Failure for all other trouble. */
export interface Objects {
  get(key: string): Promise<Stored | undefined>;
  /** Keys that begin like that and sort after another one, in their order. */
  keys(prefix: string, after?: string): Promise<readonly string[]>;
  /** Writes where nothing stands. @returns the etag, or undefined where something does. */
  create(key: string, text: string, lockedUntil?: Date): Promise<string | undefined>;
  /** Writes in place of what has this etag. @returns the new one, or undefined where something else stands. */
  replace(key: string, text: string, etag: string): Promise<string | undefined>;
  close(): void;
}

export type ClientConfig = Omit<S3ClientConfig, "requestHandler"> & {
  readonly region: string;
  /** In place of the usual (ms). */
  readonly requestHandler?: { readonly requestTimeout: number };
};

/** Throttling, time-outs and errors of S3's own are tried again, each time after a longer pause (ms). */
const patience = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

/** What S3 answers when an object is not as the condition says, or changes at that very moment. */
const conditions: readonly string[] = ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"];

export async function openObjects(bucket: string, config: ClientConfig): Promise<Objects> {
  const sdk = await import("@aws-sdk/client-s3");
  const requestHandler = { ...patience.requestHandler, ...config.requestHandler };
  const client = new sdk.S3Client({ ...patience, ...config, requestHandler });
  const place = { Bucket: bucket };

  async function get(Key: string): Promise<Stored | undefined> {
    try {
      const { Body, ETag = "" } = await client.send(new sdk.GetObjectCommand({ ...place, Key }));
      return { text: (await Body?.transformToString()) ?? "", etag: ETag };
    } catch (error) {
      if (error instanceof sdk.NoSuchKey) return undefined;
      throw unusable(bucket, "read", error);
    }
  }

  async function keys(Prefix: string, StartAfter?: string): Promise<readonly string[]> {
    const found: string[] = [];
    try {
      for await (const page of sdk.paginateListObjectsV2({ client }, { ...place, Prefix, StartAfter })) {
        found.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      }
      return found;
    } catch (error) {
      throw unusable(bucket, "read", error);
    }
  }

  async function put(Key: string, Body: string, more: object): Promise<string | undefined> {
    const asked = { ...place, Key, Body, ContentType: "application/json", ...more };
    try {
      const { ETag = "" } = await client.send(new sdk.PutObjectCommand(asked));
      return ETag;
    } catch (error) {
      if (conditions.includes((error as S3ServiceException).name)) return undefined;
      throw unusable(bucket, "written", error);
    }
  }

  return {
    get,
    keys,
    create: async (key, text, lockedUntil) =>
      put(key, text, {
        IfNoneMatch: "*",
        ...(lockedUntil && { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: lockedUntil }),
      }),
    replace: async (key, text, etag) => put(key, text, { IfMatch: etag }),
    close: () => client.destroy(),
  };
}

const unusable = (bucket: string, what: "read" | "written", error: unknown) =>
  failed(
    {
      where: `evidence in ${bucket}`,
      wrong: `it cannot be ${what}`,
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      allowed: "a caller who may list, read and write this bucket, and use the environment's key",
      change: "check the credentials and the network, then run the same command again",
    },
    { cause: error },
  );
