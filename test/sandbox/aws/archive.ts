import type { Properties } from "../../../sandbox/cloud";

/** An archive as the engine sends one. */
export const archive = (files: Readonly<Record<string, string>>, hash: string): Properties => ({
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  hash,
  assets: Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text },
    ]),
  ),
});
