// SPDX-License-Identifier: Apache-2.0
//
// On paper (A4) every page of a long table begins with its heads, and nothing that was folded away
// on the screen is missing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { launch, open } from './browser.mjs';

const run = promisify(execFile);
let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'patchmatrix-print-'));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

// The texts of the pages.
async function printed(name) {
  const { page, context } = await open(browser, name);
  const file = join(folder, 'page.pdf');
  await page.pdf({ path: file, preferCSSPageSize: true });
  await context.close();
  const { stdout } = await run('pdftotext', ['-layout', file, '-'], { maxBuffer: 1 << 28 });
  return stdout.split('\f').slice(0, -1);
}

const squeezed = (text) => text.normalize('NFKC').replace(/\s+/g, '');

for (const language of ['ja', 'en'])
  test(`month.${language}.html repeats the heads of the table of vulnerabilities on each page`, async () => {
    const name = `month.${language}.html`;
    const { page, context } = await open(browser, name);
    const table = await page.evaluate(() => {
      const all = document.querySelector('#vulnerabilities table, table#vulnerabilities');
      return {
        head: all.querySelector('thead th').innerText,
        rows: [...all.querySelectorAll('tbody tr')].map((row) => row.querySelector('th, td').innerText.trim()),
      };
    });
    await context.close();
    const pages = (await printed(name)).map(squeezed);
    const first = pages.findIndex((text, at) => at > 0 && text.includes(squeezed(table.rows[Math.floor(table.rows.length / 2)])));
    const last = pages.findLastIndex((text) => text.includes(squeezed(table.rows.at(-1))));
    assert.ok(last > first, `the table should take several pages: ${first}..${last} of ${pages.length}`);
    for (let at = first; at <= last; ++at)
      assert.ok(pages[at].includes(squeezed(table.head)), `page ${at + 1} has no head: ${pages[at].slice(0, 200)}`);
    for (const row of table.rows) assert.ok(pages.some((text) => text.includes(squeezed(row))), `${row} is not printed`);
  });
