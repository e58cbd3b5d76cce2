/** As many as GitHub gives at once. */
const size = 100;

/** Everything of a list that GitHub tells in pages. */
export async function allOf<T>(
  page: (of: { readonly per_page: number; readonly page: number }) => Promise<{ readonly data: readonly T[] }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let number = 1; ; number++) {
    const { data } = await page({ per_page: size, page: number });
    all.push(...data);
    if (data.length < size) return all;
  }
}
