/** AWS region names: `eu-west-1`, `us-gov-east-1`. */
export function isRegion(text: string): boolean {
  return /^(us|eu|ap|sa|ca|me|af|il|mx|us-gov|cn)-(north|south|east|west|central|northeast|southeast|northwest|southwest)-[1-9]$/.test(
    text,
  );
}
