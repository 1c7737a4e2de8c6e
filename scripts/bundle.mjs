/** TypeScript of src/ as one file that Node runs, with the packages that it uses. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Packages written for CommonJS call `require` for Node's own modules. */
const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** Writes `outfile` and its source map from an entry point: `{ entryPoints }` or `{ stdin }`, as esbuild has them. */
export async function bundle(entry, outfile) {
  const { outputFiles } = await build({
    ...entry,
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Both run as programs of their own, with files beside them.
    external: ['playwright', 'allure-commandline'],
    banner: { js: REQUIRE },
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(dirname(outfile), { recursive: true });
  for (const { path, contents } of outputFiles) {
    // Something may be running from the file that is there.
    writeFileSync(`${path}.${process.pid}`, contents, { mode: path === outfile ? 0o755 : 0o644 });
    renameSync(`${path}.${process.pid}`, path);
  }
}

/** What files of src/ export, for a program that is not TypeScript: `await imported('my-benchmark', 'errors.ts', …)`. */
export async function imported(name, ...files) {
  const contents = files.map((file) => `export * from './src/${file}';`).join('\n');
  const outfile = join(ROOT, 'dist', 'programs', `${name}.js`);
  await bundle({ stdin: { contents, resolveDir: ROOT } }, outfile);
  return import(pathToFileURL(outfile).href);
}
