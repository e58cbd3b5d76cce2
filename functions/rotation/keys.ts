import { nextKeys, type KeyEntry, type OlderKeyEntry } from "../../core/credentials";
import { newPassword } from "./password";
import type { Rotator } from "./rotator";

/** Keys open no store of ours: whoever reads the entry accepts all that are in it. */
export const keyRotator: Rotator = {
  next: (current) => JSON.stringify(nextKeys(JSON.parse(current) as KeyEntry | OlderKeyEntry, newPassword())),
  accept: async () => {},
  prove: async (value) => {
    // Also asked of a value that no rotation has given a next key yet.
    const { current, previous } = JSON.parse(value) as Partial<KeyEntry>;
    if (!current || !previous) throw new Error("the entry has no current and previous key");
  },
};
