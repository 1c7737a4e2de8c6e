import type { Content, Html } from './html.ts';
import { html } from './html.ts';

const SECTIONS = [
  { file: 'index.html', label: 'Overview' },
  { file: 'endpoints.html', label: 'Endpoints' },
  { file: 'queries.html', label: 'Missing queries' },
  { file: 'functions.html', label: 'DB-API functions' },
  { file: 'scenarios.html', label: 'Scenarios' },
  { file: 'trends.html', label: 'Trends' },
] as const;

export type Section = (typeof SECTIONS)[number]['file'];

/** A file of the dashboard: its path from the site's root, and its text. */
export interface SiteFile {
  readonly path: string;
  readonly text: string;
}

export interface Page {
  /** A file name, or the name of a packed page. */
  readonly path: string;
  /** Undefined for the shell, which takes it from the packed page. */
  readonly section?: Section;
  /** Scripts in addition to the common one. */
  readonly scripts?: readonly string[];
  readonly title: string;
  readonly body: Content;
}

/**
 * Allows only the site's own files to load or run, regardless of the content of a response. A served site can send
 * requests to its server.
 */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** A complete document. @param sections links of the navigation */
export function documentOf(
  { path, section, title, scripts = [], body }: Page,
  footer: Content,
  sections: readonly { readonly file: Section; readonly label: string }[] = SECTIONS,
): string {
  const nav = sections.map(
    ({ file, label }) =>
      html`<li><a href="${file}"${file === section && current(path === file)}>${label}</a></li>`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · run-scenarios</title>
<link rel="icon" href="dashboard.svg">
<link rel="stylesheet" href="dashboard.css">
${['dashboard.js', ...scripts].map((file) => html`<script src="${file}"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="wide">
<p class="brand"><a href="index.html">run-scenarios</a></p>
<nav aria-label="Sections"><ul>${nav}</ul></nav>
<button type="button" class="theme" data-theme-switch hidden>Theme: <span data-theme-name>system</span></button>
</div>
</header>
<main id="main" class="wide" tabindex="-1">
${body}
</main>
<footer class="wide">${footer}</footer>
</body>
</html>
`;
  return page.toString();
}

/** Marks a link to this page, or to the section that contains it. */
const current = (exact: boolean): Html => (exact ? html` aria-current="page"` : html` aria-current="true"`);
