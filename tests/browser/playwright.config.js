// How the suite runs: the system's own browser, at the width of a desk and of a small phone, against the stack that BACKROOM_STACK tells of.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";
import { stack } from "./support/stack.js";

// What a browser may be called. Playwright's own is not downloaded.
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const places = process.env.PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error("There is no Chromium on the PATH. Install it (Debian: apt-get install chromium), or name it with CHROMIUM.");
  return found;
}

// Nothing but the pages may reach the network, and no sandbox works where tests run as root.
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic", "--disable-sync", "--no-first-run"];
const args = process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET;

export default defineConfig({
  testMatch: "*.spec.js",
  outputDir: "results",
  fullyParallel: true,
  forbidOnly: true,
  // The local AWS may stall on a busy machine. A failed test is tried once more; if it then passes, it is reported as flaky.
  retries: 1,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: stack().shop_url,
    launchOptions: { executablePath: chromium(), args },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "desk", use: { viewport: { width: 1280, height: 800 } } },
    { name: "phone", use: { viewport: { width: 360, height: 740 }, hasTouch: true } },
  ],
});
