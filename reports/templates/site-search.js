// SPDX-License-Identifier: Apache-2.0
// Searches the index that stands in the page: every word of the query has to be in a line.
'use strict';
(() => {
  const most = 200;  // rows shown
  const index = JSON.parse(document.getElementById('index').textContent);
  const query = document.getElementById('query');
  const answer = document.getElementById('answer');
  const table = document.getElementById('found');
  const body = table.tBodies[0];
  const folded = (text) => text.normalize('NFKC').toLowerCase();
  const flags = [[1, table.dataset.exploited], [2, table.dataset.kev], [4, table.dataset.disclosed]];
  const marks = (flag) => flags.filter(([bit]) => flag & bit).map(([, word]) => word);
  const file = (kind, name) => index.x[kind + name] ?? name;

  const lines = [];
  index.u.forEach((name, i) => {
    const month = index.months[index.w[i]];
    lines.push({kind: 'u', name, month, text: folded(`${name} ${month}`)});
  });
  for (let i = index.v.length - 1; i >= 0; --i) {
    const severity = index.s[i];
    const line = {
      kind: 'v', name: index.v[i], title: index.titles[index.t[i]], month: index.months[index.m[i]],
      severity: index.severities[severity], tone: index.tones[severity], marks: marks(index.f[i])
    };
    line.text = folded([line.name, line.title, line.month, line.severity, line.tone,
                        ...line.marks].join(' '));
    lines.push(line);
  }

  const cell = (row, text, name = 'td') => {
    const added = document.createElement(name);
    added.textContent = text;
    row.append(added);
    return added;
  };
  const link = (text, href) => {
    const added = document.createElement('a');
    added.textContent = text;
    added.href = href;
    return added;
  };
  const show = (line) => {
    const row = document.createElement('tr');
    const head = cell(row, '', 'th');
    head.scope = 'row';
    const folder = line.kind === 'u' ? 'update/' : 'cve/';
    head.append(link(line.name, folder + encodeURIComponent(file(line.kind, line.name)) + '.html'));
    cell(row, line.kind === 'u' ? '' : [line.title, ...line.marks].join(' · '));
    const severity = cell(row, '');
    if (line.severity) {
      const chip = document.createElement('span');
      chip.className = 'chip ' + line.tone;
      chip.textContent = line.severity;
      severity.append(chip);
    }
    const month = cell(row, '');
    month.className = 'day';
    if (line.month) month.append(link(line.month, line.month + '.html'));
    return row;
  };
  const search = () => {
    const words = folded(query.value).split(/\s+/).filter((word) => word);
    const found = words.length === 0 ? [] :
        lines.filter((line) => words.every((word) => line.text.includes(word)));
    body.replaceChildren(...found.slice(0, most).map(show));
    table.hidden = found.length === 0;
    answer.textContent = words.length === 0 ? '' :
        found.length === 0 ? answer.dataset.nothing :
        (found.length > most ? answer.dataset.cut : answer.dataset.answer)
            .replace('{n}', found.length).replace('{shown}', most);
    history.replaceState(null, '', words.length === 0 ? location.pathname :
        '#' + encodeURIComponent(query.value));
  };
  document.getElementById('search').hidden = false;
  query.addEventListener('input', search);
  query.value = decodeURIComponent(location.hash.slice(1));
  if (query.value) search();
})();
