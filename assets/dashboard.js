// A classic script, because pages opened from disk cannot load modules. The pages are readable without it. It adds
// filters, copy buttons and the choice of a theme.
(() => {
  const THEMES = ['system', 'light', 'dark'];
  const root = document.documentElement;

  // A browser can refuse storage to pages from disk. Then the choice only lasts for the page.
  const remembered = () => {
    try {
      return localStorage.getItem('run-scenarios-theme');
    } catch {
      return null;
    }
  };
  const remember = (theme) => {
    try {
      localStorage.setItem('run-scenarios-theme', theme);
    } catch {}
  };
  const applyTheme = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  // Before the first paint, so that the page does not flash.
  applyTheme(remembered());

  const themeSwitch = () => {
    const button = document.querySelector('[data-theme-switch]');
    const name = button.querySelector('[data-theme-name]');
    const show = () => {
      name.textContent = root.dataset.theme ?? 'system';
    };
    button.addEventListener('click', () => {
      const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? 'system') + 1) % THEMES.length];
      applyTheme(next);
      remember(next);
      show();
    });
    show();
    button.hidden = false;
  };

  /** Filters are in the URL, `#q=tags&verdict=refused`, so that a link can point to a view. */
  const filters = () => {
    const form = document.querySelector('[data-filters]');
    if (!form) return;
    const table = document.querySelector('[data-what]');
    const rows = [...table.querySelectorAll('[data-row]')].map((row) => ({
      row,
      text: row.dataset.text.toLowerCase(),
    }));
    const groups = [...table.querySelectorAll('[data-group]')];
    const output = form.querySelector('[data-count]');
    const empty = document.querySelector('[data-empty]');

    const apply = () => {
      const data = new FormData(form);
      const words = String(data.get('q') ?? '')
        .toLowerCase()
        .split(/\s+/)
        .filter(Boolean);
      const verdicts = data.getAll('verdict');
      const service = data.get('service');
      let shown = 0;
      for (const { row, text } of rows) {
        const fits =
          words.every((word) => text.includes(word)) &&
          (verdicts.length === 0 || verdicts.includes(row.dataset.verdict)) &&
          (!service || service === row.dataset.service);
        row.hidden = !fits;
        if (fits) shown++;
      }
      for (const group of groups) group.hidden = !group.querySelector('[data-row]:not([hidden])');
      const what = `${table.dataset.what}${rows.length === 1 ? '' : 's'}`;
      output.textContent = shown === rows.length ? `${shown} ${what}` : `${shown} of ${rows.length} ${what}`;
      if (empty) empty.hidden = shown > 0;
    };

    const write = () => {
      const entries = [...new FormData(form)].filter(([, value]) => value !== '');
      history.replaceState(null, '', `#${new URLSearchParams(entries)}`);
      apply();
    };

    const read = () => {
      const address = location.hash.slice(1);
      // A hash without a value is the anchor of a resource.
      const asked = new URLSearchParams(address.includes('=') ? address : '');
      for (const field of form.elements) {
        if (field.type === 'checkbox') field.checked = asked.getAll(field.name).includes(field.value);
        else if (field.name) field.value = asked.get(field.name) ?? '';
      }
      apply();
    };

    form.addEventListener('input', write);
    form.addEventListener('submit', (event) => event.preventDefault());
    document.querySelector('[data-clear]')?.addEventListener('click', () => {
      location.hash = '';
      read();
      form.elements.q.focus();
    });
    addEventListener('hashchange', read);
    addEventListener('keydown', (event) => {
      const typing = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      form.elements.q.focus();
    });
    read();
  };

  const copying = () => {
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.hidden = false;
      const label = [...button.childNodes];
      button.addEventListener('click', async () => {
        const text = button.parentElement.querySelector('pre').textContent;
        await copy(text);
        button.textContent = 'Copied';
        setTimeout(() => {
          button.replaceChildren(...label);
        }, 1500);
      });
    }
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };

  /** Opens the collapsed step that a link points to. In page.html the anchor comes after the page's name. */
  const openTarget = () => {
    const anchor = location.hash.slice(1).split('/').at(-1);
    const target = document.getElementById(decodeURIComponent(anchor));
    if (!target) return;
    const own = target.querySelector(':scope > details');
    if (own) own.open = true;
    target.closest('details')?.setAttribute('open', '');
    target.scrollIntoView();
  };

  /** A page that `report --open` serves reloads when its run changes. */
  const following = () => {
    if (location.hostname !== '127.0.0.1') return;
    const changes = new EventSource(`/changes?since=${performance.timeOrigin}`);
    changes.addEventListener('message', () => location.reload());
  };

  document.addEventListener('page-shown', () => {
    copying();
    openTarget();
  });
  addEventListener('DOMContentLoaded', () => {
    themeSwitch();
    filters();
    copying();
    openTarget();
    following();
    addEventListener('hashchange', openTarget);
  });
})();
