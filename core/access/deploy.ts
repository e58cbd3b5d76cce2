import { byTag, imageActions, made, named, readable, served, unnamed } from "./deploy-actions";
import { arnIn, boundaryOf, carries, iamArn, type Realm } from "./realm";
import type { Statement } from "./statement";

/** What is deployed, and what of others it touches. */
export interface DeployReach {
  readonly realm: Realm;
  /** Whose network and load balancer it shares; pull requests' environments do. */
  readonly host?: Realm;
  /** Names whose records in Route 53 are the environment's: `www.example.com`, `*.www.example.com`. */
  readonly addresses: readonly string[];
  /** What becomes of the images that all environments pull from: kept and filled, filled, or looked at. */
  readonly images: keyof typeof imageActions;
}

/**
 * What deploying an environment takes, and no more: whatever is named or tagged as the environment's, in its regions;
 * roles only within their boundary, and never those who act for it. Stays within IAM's 10,240 characters a role.
 */
export const deployStatements = ({ realm, host, addresses, images }: DeployReach): readonly Statement[] => [
  { Sid: "Look", Effect: "Allow", Action: readable, Resource: "*" },
  {
    Sid: "Named",
    Effect: "Allow",
    Action: Object.keys(named).map((service) => `${service}:*`),
    Resource: names(realm),
  },
  ...tagged(realm),
  { Sid: "Unnamed", Effect: "Allow", Action: unnamed, Resource: "*" },
  ...roles(realm),
  ...registry(realm, images),
  ...(addresses.length > 0 ? [records(realm, addresses)] : []),
  ...(host === undefined ? [] : [sharing(host)]),
  ...never(realm),
];

const names = (realm: Realm): readonly string[] =>
  Object.entries(named).flatMap(([service, resources]) =>
    resources.map((resource) => {
      const own = resource.replaceAll("~", realm.name);
      return service === "s3" ? `arn:${realm.partition}:s3:::${own}` : arnIn(realm, service, own);
    }),
  );

/** Where AWS chooses the names, the tag tells. */
const tagged = (realm: Realm): readonly Statement[] => [
  ...Object.entries(made).map(([Sid, { actions, resources }]): Statement => ({
    ...{ Sid, Effect: "Allow", Action: actions },
    Resource: resources?.map((kind) => arnIn(realm, "ec2", `${kind}/*`)) ?? "*",
    Condition: carries(realm, "RequestTag"),
  })),
  {
    Sid: "Tagged",
    Effect: "Allow",
    Action: byTag.map((service) => `${service}:*`),
    Resource: byTag.map((service) => arnIn(realm, service, "*")),
    Condition: carries(realm, "ResourceTag"),
  },
  {
    Sid: "TagWhatIsMade",
    Effect: "Allow",
    Action: "ec2:CreateTags",
    Resource: arnIn(realm, "ec2", "*"),
    Condition: { StringLike: { ...carries(realm, "RequestTag").StringLike, "ec2:CreateAction": "*" } },
  },
];

const roles = (realm: Realm): readonly Statement[] => {
  const own = iamArn(realm, `role/${realm.name}-*`);
  return [
    {
      Sid: "MakeRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      Resource: own,
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundaryOf(realm) } },
    },
    {
      Sid: "KeepRoles",
      Effect: "Allow",
      Action: [
        "DeleteRole",
        "DeleteRolePolicy",
        "Get*",
        "List*",
        "TagRole",
        "UntagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole*",
      ].map((action) => `iam:${action}`),
      Resource: own,
    },
    {
      Sid: "HandRolesToServices",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": served.map((service) => `${service}.amazonaws.com`) } },
    },
    {
      Sid: "LetServicesIn",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: iamArn(realm, "role/aws-service-role/*"),
    },
  ];
};

const registry = (realm: Realm, images: DeployReach["images"]): readonly Statement[] => [
  { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  {
    Sid: "Images",
    Effect: "Allow",
    Action: imageActions[images],
    Resource: arnIn(realm, "ecr", "repository/promenade/*"),
  },
];

const records = ({ partition }: Realm, addresses: readonly string[]): Statement => ({
  Sid: "Addresses",
  Effect: "Allow",
  Action: "route53:ChangeResourceRecordSets",
  Resource: `arn:${partition}:route53:::hostedzone/*`,
  Condition: {
    "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": addresses },
  },
});

/** A guest's listener hangs on its host's load balancer, and its groups are in the host's network. */
const sharing = (host: Realm): Statement => ({
  Sid: "Share",
  Effect: "Allow",
  Action: [
    "ec2:AuthorizeSecurityGroup*",
    "ec2:CreateSecurityGroup",
    "ec2:RevokeSecurityGroup*",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:*Listener*",
    "elasticloadbalancing:*Rule*",
  ],
  Resource: [arnIn(host, "ec2", "*"), arnIn(host, "elasticloadbalancing", `*/app/${host.name}-*`)],
  Condition: { StringLike: { "aws:ResourceTag/env": [host.label, "env/pr-*"] } },
});

/** Whatever else is allowed: emergency doors, who acts for the environment, and other regions. */
const never = (realm: Realm): readonly Statement[] => [
  { Sid: "NoDoors", Effect: "Deny", Action: ["ecs:ExecuteCommand", "rds-db:*", "ssm:*"], Resource: "*" },
  {
    Sid: "NotOneself",
    Effect: "Deny",
    Action: [
      "Add",
      "Attach",
      "Create",
      "Delete",
      "Detach",
      "Pass",
      "Put",
      "Remove",
      "Set",
      "Tag",
      "Untag",
      "Update",
    ].map((verb) => `iam:${verb}*`),
    Resource: [
      ...actors.map((who) => iamArn(realm, `role/${realm.actors}-${who}`)),
      boundaryOf(realm),
      iamArn(realm, "oidc-provider/*"),
    ],
  },
  {
    Sid: "NowhereElse",
    Effect: "Deny",
    NotAction: ["budgets:*", "cloudfront:*", "iam:*", "route53:*", "s3:ListAllMyBuckets", "sts:*"],
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": realm.regions } },
  },
];

/** Roles of whoever acts for an environment, by what they do. */
export const actors = ["deploy", "preview"] as const;
