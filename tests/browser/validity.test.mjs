// SPDX-License-Identifier: Apache-2.0
//
// html-validate finds nothing in any page: the reports, the mail, and each kind of page of a site.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const rules = JSON.parse(await readFile(new URL('./html-validate.json', import.meta.url), 'utf8'));
const validate = new HtmlValidate(new StaticConfigLoader(rules));
// Mail readers drop style sheets and know old elements only.
const mail = { ...rules, rules: { ...rules.rules, 'no-inline-style': 'off', 'prefer-native-element': 'off' } };
const validateMail = new HtmlValidate(new StaticConfigLoader(mail));

async function* pages(folder, prefix = '') {
  for (const each of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (each.isDirectory()) yield* pages(join(folder, each.name), `${prefix}${each.name}/`);
    else if (each.name.endsWith('.html')) yield `${prefix}${each.name}`;
}

// Of pages that are made alike the first ones stand for all.
const kinds = new Map();
for await (const name of pages(process.env.PAGES)) {
  if (name.startsWith('largest.')) continue;
  const kind = name.replace(/[^/]*$/, (file) => (/^(CVE|ADV|KB)/.test(file) ? '*' : file));
  const seen = kinds.get(kind) ?? 0;
  kinds.set(kind, seen + 1);
  if (seen >= 10) continue;
  test(`${name} is valid HTML`, async () => {
    const report = await (name.startsWith('mail.') ? validateMail : validate).validateString(await readFile(join(process.env.PAGES, name), 'utf8'), name);
    const found = report.results.flatMap((each) => each.messages)
      .map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`);
    assert.deepEqual(found.slice(0, 10), []);
  });
}
