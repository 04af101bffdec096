// SPDX-License-Identifier: Apache-2.0
//
// axe-core finds nothing to complain of, in either theme and language. It does not report the
// contrast of texts of one character, so that is measured here as well.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const pages = (language) => [
  `month.${language}.html`,
  `notice.${language}.html`,
  `matrix.${language}.html`,
  `mail.${language}.html`,
  `site.${language}/index.html`,
  `site.${language}/search.html`,
  `site.${language}/cve/CVE-2022-41128.html`,
  `site.${language}/update/KB5019961.html`,
];

for (const language of ['ja', 'en'])
  for (const theme of ['light', 'dark'])
    for (const name of pages(language))
      test(`${name} in the ${theme} theme has no violation`, async () => {
        const { page, context } = await open(browser, name, { theme });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((each) => each.html) }));
        assert.deepEqual(found, []);
        await context.close();
      });

// WCAG 2.2, 1.4.3: 4.5 : 1, or 3 : 1 for large text.
const faint = () => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).map((each) => channel(each / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opaque = (colour) => colour.startsWith('rgb') && (numbers(colour)[3] ?? 1) === 1;
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)';
  };
  const out = [];
  for (const cell of document.querySelectorAll('td, th')) {
    const text = cell.innerText?.trim() ?? '';
    if (text === '' || cell.children.length > 0 || cell.getClientRects().length === 0) continue;
    const style = getComputedStyle(cell);
    const [light, dark] = [luminance(style.color), luminance(background(cell))].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5)) out.push(`${text.slice(0, 20)}: ${ratio.toFixed(2)} (${style.color} on ${background(cell)})`);
  }
  return [...new Set(out)].slice(0, 10);
};

for (const theme of ['light', 'dark'])
  for (const name of ['month.ja.html', 'mail.ja.html', 'site.ja/index.html'])
    test(`every table cell of ${name} can be read in the ${theme} theme`, async () => {
      const { page, context } = await open(browser, name, { theme });
      assert.deepEqual(await page.evaluate(faint), []);
      await context.close();
    });
