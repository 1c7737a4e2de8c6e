// Shows the page in the URL, `page.html#<pack>/<folder>/<name>/<anchor>`, from its compressed pack.
(() => {
  const ADDRESS = /^#([0-9a-f]{2})\/([a-z]+\/[a-z0-9_-]+)(?:\/|$)/;
  const packs = new Map();
  let shown;

  /** Called by a pack's script. */
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
    // The report wrote the body, and escaped all external content.
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
