/** Who wrote an issue or a comment, as GitHub tells it. */
interface Written {
  readonly user: { readonly type?: string } | null;
  readonly author_association?: string;
}

const insiders: readonly string[] = ["OWNER", "MEMBER", "COLLABORATOR"];

/** Whether it may be promenade's own: a stranger who copies its hidden mark would else have it write into their text. */
export const fromInside = ({ user, author_association: association = "" }: Written): boolean =>
  user?.type === "Bot" || insiders.includes(association);
