/** Universal time, to the second: those who read it together may sit anywhere. `–` for what cannot be dated. */
export const universal = (at: string): string =>
  Number.isNaN(Date.parse(at)) ? "–" : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}Z`;
