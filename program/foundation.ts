import { EncryptionKey } from "../components/encryption-key";
import { Network } from "../components/network";
import type { Settings } from "../core/settings";
import { namesOf, type Common } from "./common";

/** What everything else of an environment stands on: its network, its key, its records. */
export function foundation(settings: Settings, common: Common) {
  const name = namesOf(settings);
  const key = new EncryptionKey(name("key"), { ...common, logGroups: `/${common.path}/*` });
  const network = new Network(name("network"), { ...common, ...settings.network });
  return {
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    subnetIds: network.privateSubnetIds,
    keyArn: key.arn,
  };
}

export type Foundation = ReturnType<typeof foundation>;
