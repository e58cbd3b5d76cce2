const LETTERS = ["a", "b", "c"];

/** The availability zones of a region: every region of the local cloud has three. */
export const zonesOf = (region: string): readonly string[] => LETTERS.map((letter) => `${region}${letter}`);

/** `eu-central-1a` is `euc1-az1`. */
export function zoneId(zone: string): string {
  const [area = "", direction = "", number = ""] = zone.slice(0, -1).split("-");
  return `${area}${direction[0]}${number}-az${LETTERS.indexOf(zone.slice(-1)) + 1}`;
}
