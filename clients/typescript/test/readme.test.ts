import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the README's first order is the script that the end-to-end tests run", () => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(read("../README.md")) ?? [];
  assert.equal(shown, read("../examples/first-order.ts"));
});
