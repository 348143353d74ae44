// What the running stack tells about itself.

import { readFileSync } from "node:fs";

// stack.json: addresses, keys and people.
export function stack() {
  const file = process.env.BACKROOM_STACK;
  if (!file) throw new Error("BACKROOM_STACK names no stack.json: run make browser-tests, or see tests/browser/README.md.");
  return JSON.parse(readFileSync(file, "utf8"));
}
