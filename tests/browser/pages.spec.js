// The pages that everybody may see, in each language, at the width of each project.

import { expect, expectGood, test } from "./support/test.js";

const LANGUAGES = [
  { locale: "en-GB", lang: "en" },
  { locale: "de-DE", lang: "de" },
];

for (const { locale, lang } of LANGUAGES) {
  test.describe(lang, () => {
    test.use({ locale });

    test("the first page shows products and leads to them", async ({ page }) => {
      await page.goto("/");
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expectGood(page);
      await page.getByRole("link", { name: /kettle/i }).first().click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kettle");
    });

    test("the list shows every product once, and those of a category", async ({ page }) => {
      await page.goto("/products");
      const names = await page.getByRole("main").getByRole("link").allInnerTexts();
      for (const name of ["Green tea", "Heather honey", "Woollen scarf", "Socks"]) {
        expect(names.filter((text) => text.includes(name)), name).toHaveLength(1);
      }
      await expectGood(page);
      await page.goto("/products?category=Food+%3E+Tea");
      await expect(page.getByRole("main").getByText("Mint tea")).toBeVisible();
      await expect(page.getByRole("main").getByText("Kettle")).toHaveCount(0);
      await expectGood(page);
    });

    test("a product says what it costs and whether there is one", async ({ page }) => {
      await page.goto("/products/tea-green");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Green tea");
      await expect(page.getByRole("main")).toContainText(lang === "de" ? "12,90" : "12.90");
      await expectGood(page);
      await page.goto("/products/scarf");
      await expect(page.getByRole("main")).toContainText("Blue");
      await expectGood(page);
    });

    test.describe("a product that there is not", () => {
      test.use({ forgiven: [/status of 404/] });

      test("is a page that says so", async ({ page }) => {
        const answer = await page.goto("/products/nothing");
        expect(answer.status()).toBe(404);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectGood(page);
      });
    });
  });
}

test("every page can be used with the keyboard: the first stop leads past the head", async ({ page }) => {
  await page.goto("/products");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveAttribute("href", "#content");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the catalogue leads from the first page to a product", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("link", { name: /kettle/i }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kettle");
  });
});
