// The test of every spec: a page whose console is quiet, and that asks nobody but the shop, and for payments Stripe.

import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { stack } from "./stack.js";

export { expect };

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const test = base.extend({
  // What the browser may complain of in this test: patterns, since a 404 that is looked at is an error to the console.
  forgiven: [[], { option: true }],

  page: async ({ page, forgiven }, use) => {
    const wrong = [];
    const told = stack();
    const known = [told.shop_url, told.stripe_url, told.endpoint_url].map((url) => new URL(url).hostname);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && !known.includes(hostname)) wrong.push(`asked somebody else: ${request.url()}`);
    });
    await use(page);
    expect(wrong.filter((line) => !forgiven.some((pattern) => pattern.test(line)))).toEqual([]);
  },
});

// No rule of the standards is broken, in frames neither, and nothing has to be scrolled sideways.
export async function expectGood(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  const lines = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join("\n  ")}`);
  expect(lines, "axe").toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "pixels too wide").toBeLessThanOrEqual(0);
}
