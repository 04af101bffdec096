// SPDX-License-Identifier: Apache-2.0
//
// The page of a month: nothing but itself is loaded, its policy holds, and its table can be
// narrowed, ordered and searched; without scripts everything is there.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const everyPage = (language) => [
  `month.${language}.html`,
  `notice.${language}.html`,
  `matrix.${language}.html`,
  `mail.${language}.html`,
  `site.${language}/index.html`,
  `site.${language}/search.html`,
  `site.${language}/cve/CVE-2022-41128.html`,
  `site.${language}/update/KB5019961.html`,
];

const rows = (page) => page.locator('#vulnerabilities tbody tr:not(.group):visible');
const identifiers = (page) => rows(page).locator('th').allInnerTexts();
const filter = (page, name) => page.locator(`#filter [name="${name}"]`);

for (const language of ['ja', 'en'])
  for (const name of everyPage(language)) {
    test(`${name} loads nothing, and the console stays empty`, async () => {
      const { page, context, problems, requests } = await open(browser, name);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.deepEqual(problems, []);
      assert.deepEqual(requests, []);
      await context.close();
    });

    test(`${name} can be read at 360 pixels without scrolling sideways`, async () => {
      const { page, context } = await open(browser, name, { width: 360, height: 740 });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
      await context.close();
    });
  }

for (const name of ['month.en.html', 'matrix.en.html', 'site.en/index.html', 'site.en/search.html', 'site.en/cve/CVE-2022-41128.html'])
  test(`the policy of ${name} lets nobody else's script, style or picture in`, async () => {
    const { page, context, requests } = await open(browser, name);
    const blocked = await page.evaluate(async () => {
      const seen = new Set();
      document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
      const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
      add('script', { textContent: 'window.ran = true' });
      add('style', { textContent: 'body { display: none }' });
      add('img', { src: 'https://pictures.example/a.png' });
      add('iframe', { src: 'https://frames.example/' });
      const button = Object.assign(document.createElement('button'), { textContent: 'x' });
      button.setAttribute('onclick', 'window.ran = true');
      document.body.append(button);
      button.click();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { seen: [...seen].sort(), ran: window.ran ?? false, shown: getComputedStyle(document.body).display !== 'none' };
    });
    assert.equal(blocked.ran, false);
    assert.equal(blocked.shown, true);
    for (const directive of ['script-src-elem', 'style-src-elem', 'img-src', 'script-src-attr'])
      assert.ok(blocked.seen.includes(directive), `${directive} is missing among ${blocked.seen}`);
    assert.deepEqual(requests.filter((each) => each.includes('.example')), []);
    await context.close();
  });

test('the table is narrowed to what is exploited, and says how many rows are left', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  const all = await rows(page).count();
  await filter(page, 'exploited').check();
  assert.deepEqual((await identifiers(page)).sort(), ['CVE-2022-41073', 'CVE-2022-41091', 'CVE-2022-41125', 'CVE-2022-41128']);
  assert.match(await page.locator('#shown').innerText(), new RegExp(`\\b4\\b.*\\b${all}\\b`));
  await page.locator('#reset').click();
  assert.equal(await rows(page).count(), all);
  await context.close();
});

test('the table is narrowed by severity, impact and family together', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  await filter(page, 'severity').selectOption('critical');
  assert.equal(await rows(page).count(), 10);
  await filter(page, 'impact').selectOption('remote-code-execution');
  assert.equal(await rows(page).count(), 6);
  await filter(page, 'family').selectOption('exchange-server');
  assert.equal(await rows(page).count(), 0);
  await context.close();
});

test('the table is narrowed to what own machines are open to', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  const all = await rows(page).count();
  await filter(page, 'own').check();
  const own = await rows(page).count();
  assert.ok(own > 0 && own < all, `${own} of ${all}`);
  await context.close();
});

test('a search finds identifiers, words of titles and update numbers, in any case', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  for (const [text, wanted] of [['cve-2022-41128', 1], ['41128', 1], ['EXCHANGE', 4], ['no such thing', 0]]) {
    await filter(page, 'q').fill(text);
    await page.waitForTimeout(150);
    assert.equal(await rows(page).count(), wanted, text);
  }
  await context.close();
});

test('what is narrowed is in the address, so that it can be handed on', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  await filter(page, 'severity').selectOption('critical');
  const address = page.url();
  const second = await context.newPage();
  await second.goto(address);
  assert.equal(await rows(second).count(), 10);
  await context.close();
});

test('a click on a head orders the table by it, a second one the other way round', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  const head = page.locator('#vulnerabilities thead th').first();
  await head.getByRole('button').click();
  const once = await identifiers(page);
  assert.deepEqual(once, [...once].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  await head.getByRole('button').press('Enter');
  assert.deepEqual(await identifiers(page), [...once].reverse());
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  await context.close();
});

test('scores are ordered as numbers', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  const head = page.locator('#vulnerabilities thead th.w-cvss');
  await head.getByRole('button').click();
  if ((await head.getAttribute('aria-sort')) === 'descending') await head.getByRole('button').click();
  const cells = await rows(page).locator('td:nth-of-type(4)').allInnerTexts();
  const scores = cells.map(parseFloat).filter((each) => !Number.isNaN(each));
  assert.deepEqual(scores, [...scores].sort((a, b) => a - b));
  await context.close();
});

test('the first key press leads to the content, and every control can be reached by keys', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  const reached = new Set();
  for (let i = 0; i < 400; ++i) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement.name ?? '');
    if (name) reached.add(name);
    if (await page.evaluate(() => document.activeElement.id === 'reset')) break;
  }
  for (const name of ['q', 'family', 'severity', 'impact', 'exploited']) assert.ok(reached.has(name), `${name} is not reached`);
  await context.close();
});

test('the theme can be changed, whatever the system says', async () => {
  const { page, context } = await open(browser, 'month.en.html');
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await page.locator('#theme').click();
  assert.notEqual(await colour(), light);
  await context.close();
});

for (const language of ['ja', 'en'])
  test(`no table of month.${language}.html but the full lists is wider than a desk's screen`, async () => {
    const { page, context } = await open(browser, `month.${language}.html`, { width: 1280 });
    const wider = await page.evaluate(() => [...document.querySelectorAll('.scroll')]
      .filter((each) => each.scrollWidth > each.clientWidth && !['updates', 'vulnerabilities'].includes(each.closest('section').id))
      .map((each) => `${each.closest('section').id}: ${each.scrollWidth} > ${each.clientWidth}`));
    assert.deepEqual(wider, []);
    await context.close();
  });

test('without scripts every row is there, and no control that would do nothing', async () => {
  const { page, context } = await open(browser, 'month.en.html', { scripts: false });
  assert.equal(await page.locator('#vulnerabilities tbody tr:not(.group)').count(), 68);
  assert.equal(await rows(page).count(), 68);
  assert.equal(await page.locator('#filter').isVisible(), false);
  assert.equal(await page.locator('#theme').isVisible(), false);
  await context.close();
});

test('the search of a site finds a vulnerability, an update and words, from a file', async () => {
  const { page, context, problems } = await open(browser, 'site.en/search.html');
  const results = page.locator('#found a');
  for (const [text, wanted] of [['CVE-2022-41128', 'cve/CVE-2022-41128.html'], ['5019961', 'update/KB5019961.html'], ['sharepoint', 'cve/']]) {
    await page.getByRole('searchbox').fill(text);
    await results.first().waitFor();
    await page.waitForTimeout(200);
    assert.ok((await results.first().getAttribute('href')).startsWith(wanted), text);
  }
  assert.deepEqual(problems, []);
  await context.close();
});

for (const language of ['ja', 'en'])
  test(`the largest month in ${language} has less than 2 MB and works`, { skip: !existsSync(join(process.env.PAGES, `largest.${language}.html`)) && 'real documents (PATCHMATRIX_CORPUS) are not here' }, async () => {
    const name = `largest.${language}.html`;
    const { size } = await stat(join(process.env.PAGES, name));
    assert.ok(size < 2_000_000, `${size} bytes`);
    const { page, context, problems } = await open(browser, name);
    const all = await rows(page).count();
    await filter(page, 'severity').selectOption('critical');
    const critical = await rows(page).count();
    assert.ok(critical > 0 && critical < all, `${critical} of ${all}`);
    assert.deepEqual(problems, []);
    await context.close();
  });
