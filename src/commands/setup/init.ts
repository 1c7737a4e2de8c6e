import { existsSync } from 'node:fs';
import { EXIT } from '../../exit-codes.ts';
import { Command, define } from '../command.ts';
import { writeNamedFile } from '../write-named-file.ts';

export const init = define(
  new Command('init')
    .description('write a config, a first scenario and a GitHub workflow into this folder')
    .option('--no-workflow', 'without the workflow'),
  async ({ print }, { workflow }) => {
    const files = Object.entries({ ...FILES, ...(workflow ? { [WORKFLOW_FILE]: WORKFLOW } : {}) });
    const written = files.filter(([name]) => !existsSync(name));
    for (const [name, content] of written) writeNamedFile(name, content, { flag: 'wx' });
    for (const [name] of files)
      print(written.some(([each]) => each === name) ? `Wrote ${name}` : `${name} exists; not changed`);
    print('Next: run-scenarios doctor, then run-scenarios --target rome');
    print('With the scenarios of this package: --scenarios shipped --scenarios scenarios');
    return EXIT.success;
  },
);

const CONFIG = `# yaml-language-server: $schema=./node_modules/run-scenarios/schemas/config.schema.json
# The deployments that scenarios run on. Managed deployments are booted on this machine (any Linux).
baseline: { managed: sql }

targets:
  rome: { managed: rome }

  # A cloud of your own, from clouds.yaml:
  # mine: { cloud: mycloud }
`;

const SCENARIO = `# yaml-language-server: $schema=../../node_modules/run-scenarios/schemas/scenario.schema.json
name: Create, show and list an image
service: glance
tags: [first]
steps:
  - name: create an image
    POST: /v2/images
    json: { id: "\${uuid1}", name: first, disk_format: raw, container_format: bare }
    expect: { status: 201, body: { $.status: queued } }
  - name: show the image
    GET: /v2/images/\${uuid1}
    expect: { status: 200, body: { $.name: first } }
  - name: list images by name
    GET: /v2/images?name=first
    expect: { status: 200, body: { $.images: { length: 1 } } }
cleanup:
  - DELETE: /v2/images/\${uuid1}
`;

const WORKFLOW_FILE = '.github/workflows/run-scenarios.yml';

const WORKFLOW = `name: run-scenarios

on:
  pull_request:
  schedule:
    - cron: "0 3 * * *"

permissions: {}

jobs:
  scenarios:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 20
      - run: npm ci
      - run: npx run-scenarios --target rome --fail-on new
      - run: npx run-scenarios report --format markdown >> "$GITHUB_STEP_SUMMARY"
        if: \${{ !cancelled() }}
`;

/** Contents of the files by name. */
const FILES: Readonly<Record<string, string>> = {
  'run-scenarios.yaml': CONFIG,
  'scenarios/glance/first.yaml': SCENARIO,
};
