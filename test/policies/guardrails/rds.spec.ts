import type { Given } from "./pack";
import { judges } from "./judging";

const instance: Given = {
  type: "aws:rds/instance:Instance",
  protect: true,
  props: {
    engine: "postgres",
    username: "keeper",
    storageEncrypted: true,
    multiAz: true,
    monitoringInterval: 60,
    deletionProtection: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    iamDatabaseAuthenticationEnabled: true,
    backupRetentionPeriod: 7,
    copyTagsToSnapshot: true,
    parameterGroupName: "shop-postgres17",
  },
};

/** What it does not say is its source's to say. */
const replica: Given = {
  type: "aws:rds/instance:Instance",
  props: {
    replicateSourceDb: "shop",
    storageEncrypted: true,
    monitoringInterval: 60,
    enabledCloudwatchLogsExports: ["postgresql"],
    iamDatabaseAuthenticationEnabled: true,
    copyTagsToSnapshot: true,
  },
};

const cluster: Given = {
  type: "aws:rds/cluster:Cluster",
  protect: true,
  props: {
    engine: "aurora-postgresql",
    masterUsername: "keeper",
    storageEncrypted: true,
    deletionProtection: true,
    enabledCloudwatchLogsExports: ["postgresql"],
    iamDatabaseAuthenticationEnabled: true,
    backupRetentionPeriod: 35,
    copyTagsToSnapshot: true,
  },
};

const clusterInstance: Given = { type: "aws:rds/clusterInstance:ClusterInstance", props: { monitoringInterval: 1 } };

const group = (family: string, name: string, value: unknown): Given => ({
  type: "aws:rds/parameterGroup:ParameterGroup",
  props: {
    family,
    parameters: [
      { name: "log_statement", value: "ddl" },
      { name, value },
    ],
  },
});

describe("policies/guardrails: RDS", () => {
  for (const given of [instance, clusterInstance]) {
    judges(
      "rds-private",
      given,
      {
        "a public address": [
          { publiclyAccessible: true },
          "found publiclyAccessible true; required: publiclyAccessible false; set publiclyAccessible: false",
        ],
      },
      { accepts: { "says so": { publiclyAccessible: false } } },
    );
    judges(
      "rds-minor-upgrades",
      given,
      {
        "stays at its version": [
          { autoMinorVersionUpgrade: false },
          "found autoMinorVersionUpgrade false; required: autoMinorVersionUpgrade true; set autoMinorVersionUpgrade: true, or leave it out",
        ],
      },
      { accepts: { "says so": { autoMinorVersionUpgrade: true } } },
    );
    const monitoring = "required: 1, 5, 10, 15, 30 or 60 seconds; set monitoringInterval, and monitoringRoleArn";
    judges(
      "rds-monitoring",
      given,
      {
        "turned off": [{ monitoringInterval: 0 }, `found monitoringInterval 0; ${monitoring}`],
        "says nothing": [{ monitoringInterval: undefined }, `found no monitoringInterval; ${monitoring}`],
      },
      {
        accepts: Object.fromEntries(
          [1, 5, 10, 15, 30, 60].map((monitoringInterval) => [`${monitoringInterval} s`, { monitoringInterval }]),
        ),
      },
    );
  }

  for (const given of [instance, cluster]) {
    const switches = {
      "rds-encrypted": "storageEncrypted",
      "rds-deletion-protection": "deletionProtection",
      "rds-iam-authentication": "iamDatabaseAuthenticationEnabled",
      "rds-snapshot-tags": "copyTagsToSnapshot",
    };
    for (const [rule, path] of Object.entries(switches)) {
      judges(rule, given, {
        "turned off": [{ [path]: false }, `found ${path} false; required: ${path} true; set ${path}: true`],
        "says nothing": [{ [path]: undefined }, `found no ${path}; required: ${path} true; set ${path}: true`],
      });
    }
    const days = "required: at least 7 days; set backupRetentionPeriod (promenade:database.backupRetentionDays)";
    judges("rds-backups", given, {
      "a day less": [{ backupRetentionPeriod: 6 }, `found backupRetentionPeriod 6; ${days}`],
      "says nothing": [{ backupRetentionPeriod: undefined }, `found no backupRetentionPeriod; ${days}`],
    });
  }

  judges("rds-multi-az", instance, {
    "one zone": [{ multiAz: false }, "found multiAz false; required: multiAz true; set multiAz: true"],
    "says nothing": [{ multiAz: undefined }, "found no multiAz; required: multiAz true; set multiAz: true"],
  });
  judges(
    "rds-multi-az",
    instance,
    { "one zone, in stage": [{ multiAz: false }, "found multiAz false; required: multiAz true; set multiAz: true"] },
    { stack: "stage" },
  );

  judges("rds-encrypted", replica, {
    "a replica in the clear": [
      { storageEncrypted: false },
      "found storageEncrypted false; required: storageEncrypted true; set storageEncrypted: true",
    ],
  });
  judges(
    "rds-logs",
    replica,
    {
      "a replica without logs": [
        { enabledCloudwatchLogsExports: [] },
        "found enabledCloudwatchLogsExports []; required: at least one log; add to enabledCloudwatchLogsExports: at least one log",
      ],
    },
    { accepts: { "any log": { enabledCloudwatchLogsExports: ["error"] } } },
  );

  const logs = {
    "aurora-mysql": ["audit", "error", "general", "slowquery"],
    "aurora-postgresql": ["postgresql"],
    mariadb: ["audit", "error", "general", "slowquery"],
    mysql: ["audit", "error", "general", "slowquery"],
    "oracle-ee": ["alert", "audit", "listener", "trace"],
    postgres: ["postgresql", "upgrade"],
    "sqlserver-se": ["agent", "error"],
  };
  for (const [engine, wanted] of Object.entries(logs)) {
    const required = wanted.join(", ");
    const text = `required: ${required}; add to enabledCloudwatchLogsExports: ${required}`;
    const of = engine.startsWith("aurora-") ? cluster : instance;
    const given = { ...of, props: { ...of.props, engine, enabledCloudwatchLogsExports: wanted } };
    judges(
      "rds-logs",
      given,
      {
        "says nothing": [{ enabledCloudwatchLogsExports: undefined }, `found no enabledCloudwatchLogsExports; ${text}`],
        "all but one": [
          { enabledCloudwatchLogsExports: wanted.slice(1) },
          `found enabledCloudwatchLogsExports ${JSON.stringify(wanted.slice(1))}; ${text}`,
        ],
      },
      { accepts: { "one more": { enabledCloudwatchLogsExports: [...wanted, "iam-db-auth-error"] } } },
    );
  }

  const names = "admin, administrator, awsuser, master, mysql, postgres, rdsadmin, root, sa, user";
  const guessable = (path: string, name: string): readonly [object, string] => [
    { [path]: name },
    `found ${path} "${name}"; required: a name other than ${names}; choose another ${path}, which replaces the database`,
  ];
  judges(
    "rds-admin-name",
    instance,
    Object.fromEntries(
      [...names.split(", "), "Admin"].map((name) => [
        name,
        guessable("username", name) as [Record<string, unknown>, string],
      ]),
    ),
    { accepts: { "from a snapshot": { username: undefined } } },
  );
  judges("rds-admin-name", cluster, {
    postgres: guessable("masterUsername", "postgres") as [Record<string, unknown>, string],
  });

  const ownGroup = "required: a parameter group that forces TLS; set parameterGroupName to a group of its own";
  judges("rds-tls", instance, {
    "AWS's group": [
      { parameterGroupName: "default.postgres17" },
      `found parameterGroupName "default.postgres17"; ${ownGroup}`,
    ],
    "says nothing": [{ parameterGroupName: undefined }, `found no parameterGroupName; ${ownGroup}`],
  });
  const parameters = {
    "aurora-mysql8.0": "require_secure_transport",
    "aurora-postgresql16": "rds.force_ssl",
    "mariadb11.4": "require_secure_transport",
    "mysql8.4": "require_secure_transport",
    postgres17: "rds.force_ssl",
  };
  for (const [family, parameter] of Object.entries(parameters)) {
    const text = `required: ${parameter} "1"; add { name: "${parameter}", value: "1" } to parameters`;
    judges(
      "rds-tls",
      group(family, parameter, "1"),
      {
        "turned off": [{ parameters: [{ name: parameter, value: "0" }] }, `found ${parameter} "0"; ${text}`],
        "says nothing": [{ parameters: undefined }, `found no ${parameter}; ${text}`],
      },
      { accepts: { ON: { parameters: [{ name: parameter, value: "on" }] } } },
    );
  }
  judges(
    "rds-tls",
    group("postgres17", "rds.force_ssl", "1"),
    {
      "the switch of another engine": [
        { parameters: [{ name: "require_secure_transport", value: "1" }] },
        'found no rds.force_ssl; required: rds.force_ssl "1"; add { name: "rds.force_ssl", value: "1" } to parameters',
      ],
    },
    { accepts: { "an engine without such a switch": { family: "oracle-ee-19", parameters: [] } } },
  );
});
