// Lists, page by page and entry by entry.
import type { AllOptions, Given } from "./request.ts";

type Page = Record<string, unknown> & { next_cursor: string | null };
type Call = (given: Given, options: AllOptions) => Promise<{ data: unknown }>;

/** `pages` and `each` of a list. A page may be empty: only `next_cursor: null` is the end. */
export function pages(call: Call, entries: string | undefined): object {
  async function* all(given: Given = {}, options: AllOptions = {}): AsyncGenerator<Page, void, undefined> {
    for (let cursor = given["cursor"]; cursor !== null; ) {
      const page = (await call({ ...given, cursor }, options)).data as Page;
      yield page;
      cursor = page.next_cursor;
    }
  }
  async function* each(given?: Given, options?: AllOptions): AsyncGenerator<unknown, void, undefined> {
    for await (const page of all(given, options)) yield* page[entries as string] as unknown[];
  }
  return { pages: all, ...(entries === undefined ? {} : { each }) };
}
