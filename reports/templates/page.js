// SPDX-License-Identifier: Apache-2.0
// Makes the page's one big table filter, search and sort, and lets the theme be chosen. Without it
// the page is complete. The state stands in the fragment: #vulnerabilities&severity=critical&q=...
(() => {
  'use strict';
  const root = document.documentElement;

  // ── theme ──
  const theme = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const stored = (value) => {
    try {
      if (value) localStorage.setItem('theme', value);
      return localStorage.getItem('theme');
    } catch {
      return null; // not allowed to keep anything: the system's theme it is
    }
  };
  const is_dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const name_theme = () => { theme.textContent = is_dark() ? theme.dataset.light : theme.dataset.dark; };
  if (theme) {
    const before = stored();
    if (before === 'light' || before === 'dark') root.dataset.theme = before;
    name_theme();
    theme.hidden = false;
    theme.addEventListener('click', () => {
      root.dataset.theme = is_dark() ? 'light' : 'dark';
      stored(root.dataset.theme);
      name_theme();
    });
    system.addEventListener('change', name_theme);
  }

  // ── what is folded is printed ──
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const each of opened) each.open = true;
  });
  addEventListener('afterprint', () => { for (const each of opened) each.open = false; });

  // ── the table ──
  const table = document.querySelector('table.all');
  const filter = document.getElementById('filter');
  if (!table || !filter) return;
  const anchor = '#vulnerabilities';
  const fields = [...filter.querySelectorAll('[name]')];
  const field = Object.fromEntries(fields.map((each) => [each.name, each]));
  const shown = document.getElementById('shown');
  const excluded = [...table.querySelectorAll('tbody.excluded')];
  const parts = [...table.tBodies].map((body) => ({
    body,
    excluded: body.classList.contains('excluded'),
    group: body.querySelector('tr.group'),
    rows: [...body.querySelectorAll('tr:not(.group)')].map((row, place) => ({
      row, place,
      severity: row.dataset.s, impact: row.dataset.i, flags: row.dataset.x,
      families: ` ${row.dataset.f} `,
      text: row.textContent.normalize('NFKC').toLowerCase(),
      hidden: false,
    })),
  }));
  table.classList.toggle('many', parts[0].rows.length > 400);
  const heads = [...table.tHead.rows[0].cells];
  let sorted = { column: -1, down: false };

  const wanted = () => {
    const words = field.q.value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
    const family = field.family.selectedOptions[0]?.dataset.n;
    const flags = fields.filter((each) => each.dataset.flag && each.checked).map((each) => each.dataset.flag);
    const { value: severity } = field.severity;
    const { value: impact } = field.impact;
    return (each) =>
      (!severity || each.severity === severity) && (!impact || each.impact === impact) &&
      (!family || each.families.includes(` ${family} `)) &&
      flags.every((flag) => each.flags.includes(flag)) &&
      words.every((word) => each.text.includes(word));
  };

  const apply = () => {
    const matches = wanted();
    const all = !field.excluded || field.excluded.checked;
    let count = 0;
    let total = 0;
    for (const part of parts) {
      const out = part.excluded && !all;
      let here = 0;
      if (!out)
        for (const each of part.rows) {
          const hidden = !matches(each);
          if (!hidden) ++here;
          if (hidden !== each.hidden) each.row.hidden = each.hidden = hidden;
        }
      const empty = out || (part.excluded && here === 0);
      if (part.body.hidden !== empty) part.body.hidden = empty;
      count += here;
      if (!out) total += part.rows.length;
    }
    shown.textContent = shown.dataset.form.replace('{shown}', count).replace('{n}', total);
  };

  // ── sorting ──
  const order = Object.fromEntries([field.severity, field.impact].flatMap((select) =>
    [...select.options].map((option, at) => [`${select.name}.${option.value}`, at])));
  const collator = new Intl.Collator(root.lang, { numeric: true });
  const is_score = (head) => head.classList.contains('w-cvss') || head.classList.contains('w-epss');
  const key = (each, head) => {
    if (head.classList.contains('w-severity')) return order[`severity.${each.severity}`] ?? 99;
    if (head.classList.contains('w-impact')) return order[`impact.${each.impact}`] ?? 99;
    const text = each.row.cells[head.cellIndex].textContent.trim();
    if (is_score(head)) return parseFloat(text); // NaN: there is none
    if (head.classList.contains('w-flag'))
      return each.row.cells[head.cellIndex].querySelector('.yes') ? 0 : 1;
    if (head.classList.contains('w-kev')) return each.flags.includes('k') ? `0${text}` : '1';
    return text;
  };
  const sort = () => {
    const head = heads[sorted.column];
    for (const each of heads) {
      if (each === head) each.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      else each.removeAttribute('aria-sort');
    }
    for (const part of parts) {
      let rows = [...part.rows].sort((a, b) => a.place - b.place);
      if (head) {
        const keys = new Map(rows.map((each) => [each, key(each, head)]));
        const sign = sorted.down ? -1 : 1;
        rows = rows.sort((a, b) => {
          const [x, y] = [keys.get(a), keys.get(b)];
          // What has no score stands last, whichever way the others are ordered.
          if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.place - b.place;
          const difference = typeof x === 'number' ? x - y : collator.compare(x, y);
          return sign * difference || a.place - b.place;
        });
      }
      const fragment = document.createDocumentFragment();
      if (part.group) fragment.append(part.group);
      for (const each of rows) fragment.append(each.row);
      part.body.append(fragment);
    }
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      sorted = sorted.column === column ? { column, down: !sorted.down } : { column, down: is_score(head) };
      sort();
      remember();
    });
  });

  // ── the state in the address ──
  const remember = () => {
    const state = new URLSearchParams();
    for (const each of fields) {
      const value = each.type === 'checkbox' ? (each.checked ? '1' : '') : each.value.trim();
      if (value) state.set(each.name, value);
    }
    if (sorted.column >= 0) state.set('sort', `${sorted.down ? '-' : ''}${sorted.column + 1}`);
    const text = state.toString();
    history.replaceState(null, '', text ? `${anchor}&${text}` : anchor);
  };
  const recall = () => {
    if (!location.hash.startsWith(`${anchor}&`)) return false;
    const state = new URLSearchParams(location.hash.slice(anchor.length + 1));
    for (const each of fields) {
      const value = state.get(each.name) ?? '';
      if (each.type === 'checkbox') each.checked = value === '1';
      else each.value = value;
      if (each.tagName === 'SELECT' && each.selectedIndex < 0) each.selectedIndex = 0;
    }
    const number = parseInt(state.get('sort') ?? '', 10);
    const column = Math.abs(number) - 1;
    const next = heads[column] ? { column, down: number < 0 } : { column: -1, down: false };
    if (next.column !== sorted.column || next.down !== sorted.down) {
      sorted = next;
      sort();
    }
    // What is asked for by name may be among those that are folded away.
    if (field.excluded && !field.excluded.checked && (state.get('q') || state.get('family'))) {
      const matches = wanted();
      const found = parts.some((part) => !part.excluded && part.rows.some(matches));
      if (!found) field.excluded.checked = true;
    }
    return true;
  };
  const changed = () => {
    apply();
    remember();
  };
  let timer = 0;
  field.q.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(changed, 60);
  });
  for (const each of fields) if (each !== field.q) each.addEventListener('change', changed);
  document.getElementById('reset').addEventListener('click', () => {
    for (const each of fields) {
      if (each.type === 'checkbox') each.checked = false;
      else each.value = '';
    }
    sorted = { column: -1, down: false };
    sort();
    changed();
    field.q.focus();
  });
  const arrive = () => {
    if (!recall()) return;
    apply();
    document.querySelector(anchor).scrollIntoView();
  };
  addEventListener('hashchange', arrive);
  filter.hidden = false;
  const linked = recall();
  apply();
  if (linked) document.querySelector(anchor).scrollIntoView();
})();
