// SPDX-License-Identifier: Apache-2.0
//
// How long the page of the largest month takes to answer a filter, until the next frame is painted:
// the median of 15, in milliseconds, for the bench.

import { launch, open } from './browser.mjs';

const browser = await launch();
const { page } = await open(browser, 'largest.ja.html');
const times = await page.evaluate(async () => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const severity = document.querySelector('#filter [name="severity"]');
  const search = document.querySelector('#filter [name="q"]');
  const measure = async (control, value, event) => {
    const start = performance.now();
    control.value = value;
    control.dispatchEvent(new Event(event, { bubbles: true }));
    await painted();
    return performance.now() - start;
  };
  const out = { severity: [], search: [] };
  for (let i = 0; i < 15; ++i) {
    out.severity.push(await measure(severity, i % 2 ? '' : 'critical', 'change'));
    out.search.push(await measure(search, i % 2 ? '' : 'windows', 'input'));
  }
  return out;
});
await browser.close();
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
for (const [name, values] of Object.entries(times))
  console.log(`filter by ${name}: ${median(values).toFixed(0)} ms, at most ${Math.max(...values).toFixed(0)} ms`);
