import { nextKeys, type KeyEntry } from "../../core/credentials";
import { newPassword } from "./password";
import type { Rotator } from "./rotator";

/** Keys open no store of ours: whoever reads the entry accepts the current one and the one before. */
export const keyRotator: Rotator = {
  next: (current) => JSON.stringify(nextKeys(JSON.parse(current) as KeyEntry, newPassword())),
  accept: async () => {},
  prove: async (value) => {
    const { current, previous } = JSON.parse(value) as Partial<KeyEntry>;
    if (!current || !previous) throw new Error("the entry has no current and previous key");
  },
};
