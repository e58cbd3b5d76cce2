import type { Visits } from "./visits";

const commands: Readonly<Record<string, (visits: Visits, service: string) => Promise<void>>> = {
  "data:seed": (visits, service) => visits.seed(service),
  "data:reset": (visits) => visits.reset(),
};

/** Runs a command of the image's, once. Throws when the image has none of that name, as npm would. */
export async function runOnce(command: string, visits: Visits | undefined, service: string): Promise<void> {
  const known = commands[command];
  if (!known) throw new Error(`Missing script: "${command}"; there are ${Object.keys(commands).join(", ")}`);
  if (!visits) throw new Error("there is no database");
  await known(visits, service);
}
