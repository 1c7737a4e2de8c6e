import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';
import { test } from '../support/files/folder.ts';
import { redRun } from '../support/runs/red-run.ts';
import { writeRun } from '../support/runs/written-run.ts';

/** The status of an exact path, which fetch would normalise. */
const statusOf = (port: number, path: string, host = `127.0.0.1:${port}`): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('--open serves only the dashboard, on loopback, until it is interrupted', async ({ page, folder }) => {
  writeRun(folder, 'reports/a/run.json', redRun().run);
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/cli.js'), 'report', '--open'], {
    cwd: folder.path,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  try {
    const url = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr.on('data', (data) => {
        text += data;
        const found = /http:\S+/.exec(text);
        if (found) resolve(found[0]);
      });
    });
    const port = Number(new URL(url).port);
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    await page.goto(url);
    await page.getByRole('link', { name: 'Missing queries' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Missing ROME queries');
    expect(await statusOf(port, '/')).toBe(200);
    expect(await statusOf(port, '/../run.json')).toBe(404);
    expect(await statusOf(port, '/%2e%2e/run.json')).toBe(404);
    expect(await statusOf(port, '/..%2frun.json')).toBe(404);
    expect(await statusOf(port, '/', 'elsewhere.example')).toBe(404);
    // Write the run file again, as --watch does. The open page shows the new content.
    await page.getByRole('link', { name: 'Overview' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'rome-2015: 0 of 371 live endpoints identical',
    );
    writeRun(folder, 'reports/a/run.json', { ...redRun().run, target: 'rome-2016' });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'rome-2016: 0 of 371 live endpoints identical',
    );
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
