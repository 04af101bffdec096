// SPDX-License-Identifier: Apache-2.0
//
// One browser for the tests of a file, and pages that tell what went wrong in them.

import { chromium } from 'playwright-core';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

export const address = (name) => pathToFileURL(join(process.env.PAGES, name)).href;

const isOurStyle = (url) => /^file:.*\/site\.(ja|en)\/site\.css$/.test(url);

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  });
}

// Opens a page of the rendered ones. `problems` grows with everything that a console would show:
// errors, warnings, violations of the policy; `requests` with everything that is asked for and not the
// page, or the style sheet that the pages of a site share. What the policy stops is not asked for.
export async function open(browser, name, { theme = 'light', width = 1280, height = 900, scripts = true } = {}) {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    javaScriptEnabled: scripts,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  const start = address(name);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    const url = request.url().split('#')[0];
    if (url !== start && !url.startsWith('data:') && !isOurStyle(url)) requests.push(url);
  });
  page.on('requestfailed', (request) => {
    if (request.failure().errorText === 'csp') requests.splice(requests.indexOf(request.url()), 1);
  });
  await page.goto(start);
  return { page, context, problems, requests };
}
