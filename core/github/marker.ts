/** What promenade keeps up to date at GitHub it finds again by a comment that nobody sees, in front of the text. */
export const marked = (key: string, body: string): string => cut(`${markerOf(key)}\n${body.trim()}\n`);

/** Whether a text was written under this key. */
export const bears = (key: string, body: string | null | undefined): boolean =>
  body?.startsWith(markerOf(key)) === true;

/** What a key may be: it stands inside of an HTML comment. */
export const keyPattern = /^[a-z0-9]+([-:./][a-z0-9]+)*$/;

const markerOf = (key: string): string => `<!-- promenade:${key} -->`;

/** Characters of an issue, a comment or a release's notes (GitHub's limit is 65,536). */
const longest = 65_000;

const cut = (body: string): string =>
  body.length <= longest
    ? body
    : `${body.slice(0, longest).replace(/\n[^\n]*$/, "")}\n\n… cut here: it is ${body.length} characters long.\n`;
