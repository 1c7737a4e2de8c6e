import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './paths.ts';

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** This package's own package.json. */
export const PACKAGE: Package = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
