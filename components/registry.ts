import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../core/config/services";
import { named, recordTags, type Tags } from "../core/tags";

export interface RegistryArgs {
  readonly services: readonly ServiceSettings[];
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/**
 * A repository a service, from which every environment of the flow pulls the same image. The flow's first environment
 * owns them; AWS refuses to delete one that holds images, so that environment cannot be destroyed under the others.
 */
export class Registry extends pulumi.ComponentResource {
  /** Where a service's images are pushed to, by service. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:registry:Registry", name, {}, opts);
    const child = { parent: this };

    this.urls = Object.fromEntries(args.services.map((service) => [service.name, createRepository(service.name)]));
    this.registerOutputs({ urls: this.urls });

    function createRepository(service: string): pulumi.Output<string> {
      const path = `promenade/${service}`;
      const repository = new ecr.Repository(
        `${name}-${service}`,
        {
          name: path,
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.keyArn }],
          tags: named(args.tags, path, { [recordTags.service]: service }),
        },
        child,
      );
      new ecr.LifecyclePolicy(`${name}-${service}`, { repository: repository.name, policy: lifecycle }, child);
      return repository.repositoryUrl;
    }
  }
}

const expire = (rulePriority: number, description: string, days: number, selection: object) => ({
  rulePriority,
  description,
  selection: { ...selection, countType: "sinceImagePushed", countUnit: "days", countNumber: days },
  action: { type: "expire" },
});

/** Releases stay: a registry cannot know which of them runs somewhere, or is to be rolled back to. */
const lifecycle = JSON.stringify({
  rules: [
    expire(1, "What has no tag was never released", 7, { tagStatus: "untagged" }),
    expire(2, "Pull requests' images", 30, { tagStatus: "tagged", tagPrefixList: ["pr-"] }),
  ],
});
