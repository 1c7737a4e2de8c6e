// Shows the page that the address names, `page.html#<pack>/<folder>/<name>/<anchor>`, out of its compressed pack.
(() => {
  const ADDRESS = /^#([0-9a-f]{2})\/([a-z]+\/[a-z0-9_-]+)(?:\/|$)/;
  const packs = new Map();
  let shown;

  /** What a pack's script calls. */
  window.addPages = (pages) => {
    for (const [name, text] of Object.entries(pages)) packs.set(name, text);
  };

  const load = (pack) =>
    new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = `pages/${pack}.js`;
      script.addEventListener('load', resolve);
      script.addEventListener('error', resolve);
      document.head.append(script);
    });

  const unpack = async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  };

  const show = ({ section, title, body }) => {
    document.title = `${title} · run-scenarios`;
    // The report wrote it, with all that came from outside escaped.
    document.getElementById('main').innerHTML = body;
    for (const link of document.querySelectorAll('nav a')) {
      if (link.getAttribute('href') === section) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    scrollTo(0, 0);
    document.dispatchEvent(new Event('page-shown'));
  };

  const follow = async () => {
    const [, pack, name] = ADDRESS.exec(location.hash) ?? [];
    if (name !== undefined && name === shown) return;
    shown = name;
    if (name !== undefined && !packs.has(name)) await load(pack);
    if (name !== shown) return;
    const known = packs.get(name);
    if (known) show(await unpack(known));
    else document.querySelector('h1').textContent = 'Page not found in this report';
  };

  addEventListener('hashchange', follow);
  addEventListener('DOMContentLoaded', follow);
})();
