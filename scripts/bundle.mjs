/** Bundles TypeScript of src/ and the packages that it uses into one file for Node. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS packages call `require` for Node's own modules. */
const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

const SMALL_UNDICI = {
  name: 'small-undici',
  setup: ({ onResolve }) =>
    void onResolve({ filter: /^undici$/ }, () => ({ path: join(ROOT, 'scripts/undici.mjs') })),
};

/** Writes `outfile` and its source map from an entry point: esbuild's `{ entryPoints }` or `{ stdin }`. */
export async function bundle(entry, outfile) {
  const { outputFiles } = await build({
    ...entry,
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Both run as separate programs and need the files next to them.
    external: ['playwright', 'allure-commandline'],
    plugins: [SMALL_UNDICI],
    // Node reads the whole file before it runs anything. Names stay, so stack traces are readable.
    minifyWhitespace: true,
    banner: { js: REQUIRE },
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(dirname(outfile), { recursive: true });
  for (const { path, contents } of outputFiles) {
    // The existing file may be in use by a running program.
    writeFileSync(`${path}.${process.pid}`, contents, { mode: path === outfile ? 0o755 : 0o644 });
    renameSync(`${path}.${process.pid}`, path);
  }
}

/** Imports files of src/ into a program that is not TypeScript: `await imported('my-benchmark', 'errors.ts', …)`. */
export async function imported(name, ...files) {
  const contents = files.map((file) => `export * from './src/${file}';`).join('\n');
  const outfile = join(ROOT, 'dist', 'programs', `${name}.js`);
  await bundle({ stdin: { contents, resolveDir: ROOT } }, outfile);
  return import(pathToFileURL(outfile).href);
}
