import Type, { type Static, type TProperties } from "typebox";

const object = <Properties extends TProperties>(properties: Properties, description: string) =>
  Type.Object(properties, { additionalProperties: false, description });

const optional = Type.Optional;

export const nodeRoles = ["collect", "decide", "process", "jobs"] as const;
export type NodeRole = (typeof nodeRoles)[number];

/** A secret never stands in the file itself. */
const secret = Type.Union(
  [
    object({ file: Type.String({ minLength: 1 }) }, "Path of a file that holds it"),
    object({ variable: Type.String({ pattern: "^ATTUNE_\\w+$" }) }, "Name of an environment variable that holds it"),
  ],
  { description: "Where a secret is: `{ file: … }` or `{ variable: ATTUNE_… }`" },
);

const tls = object(
  {
    ca: Type.String({ minLength: 1 }),
    cert: optional(Type.String({ minLength: 1 })),
    key: optional(Type.String({ minLength: 1 })),
  },
  "PEM files: the authority that signed the servers' certificates, and this node's own certificate with its key",
);

const address = Type.String({ pattern: "^[\\w.-]+:\\d+$" });

/** cluster.yaml: where the engines are, and what a node does. */
export const clusterFileSchema = object(
  {
    instance: Type.String({
      pattern: "^[A-Za-z0-9-]{1,32}$",
      description: "Tells instances on the same engines apart",
    }),
    roles: optional(
      Type.Array(Type.Union(nodeRoles.map((role) => Type.Literal(role))), {
        minItems: 1,
        uniqueItems: true,
        description: "What this node does; absent: everything",
      }),
    ),
    replicas: optional(
      Type.Union([Type.Literal(1), Type.Literal(3)], { description: "Copies of each stream; 3 unless said otherwise" }),
    ),
    shards: optional(Type.Integer({ minimum: 1, maximum: 16_384, description: "Of the state; fixed for good" })),
    partitions: optional(
      object(
        {
          count: Type.Integer({ minimum: 2, maximum: 16 }),
          // Files that were written when several partitions did without it had to say so.
          without: optional(
            Type.Array(Type.Enum(["moves", "rebuilds"]), { uniqueItems: true, description: "Says nothing any more" }),
          ),
        },
        "Several writers, each with its part of the people; absent: one. Fixed for good",
      ),
    ),
    keys: optional(
      object(
        { write: secret, secret },
        "The write key and the secret key that all nodes share; else from the environment",
      ),
    ),
    jetstream: object(
      {
        servers: Type.Array(address, { minItems: 1 }),
        username: optional(Type.String()),
        password: optional(secret),
        token: optional(secret),
        tls: optional(tls),
        logBytes: optional(
          Type.Integer({
            minimum: 1_000_000,
            description: "What the log may hold; JetStream stops altogether when a server's disk is full",
          }),
        ),
      },
      "NATS servers with JetStream: the log",
    ),
    redis: object(
      {
        nodes: Type.Array(address, { minItems: 1 }),
        username: optional(Type.String()),
        password: optional(secret),
        tls: optional(tls),
      },
      "Some nodes of a Redis Cluster: the state",
    ),
    clickhouse: object(
      {
        urls: Type.Array(Type.String({ pattern: "^https?://[\\w.-]+:\\d+$" }), { minItems: 1 }),
        readUrls: optional(Type.Array(Type.String({ pattern: "^https?://[\\w.-]+:\\d+$" }))),
        database: optional(Type.String({ pattern: "^\\w+$" })),
        username: optional(Type.String()),
        password: optional(secret),
        tls: optional(tls),
        cluster: optional(Type.String({ pattern: "^[\\w.-]+$" })),
      },
      "ClickHouse over HTTP: analytics",
    ),
  },
  "The cluster that a node belongs to",
);

export type ClusterFile = Static<typeof clusterFileSchema>;
