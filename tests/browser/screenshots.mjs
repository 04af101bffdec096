// SPDX-License-Identifier: Apache-2.0
//
// Pictures of the month's page for the documents: screenshots.mjs FOLDER writes
// FOLDER/month-<language>-<theme>-<wide|narrow>.png.

import { join } from 'node:path';
import { launch, open } from './browser.mjs';

const folder = process.argv[2];
const browser = await launch();
for (const language of ['ja', 'en'])
  for (const theme of ['light', 'dark'])
    for (const [shape, width, height] of [['wide', 1280, 1600], ['narrow', 360, 1600]]) {
      const { page, context } = await open(browser, `month.${language}.html`, { theme, width, height });
      await page.screenshot({ path: join(folder, `month-${language}-${theme}-${shape}.png`) });
      await context.close();
    }
await browser.close();
