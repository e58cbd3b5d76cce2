/** Looks again and again until it is so. @throws when it is not for a whole minute. */
export async function reaches(state: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    if (await state()) return;
  }
  throw new Error("the state that was waited for did not come");
}
