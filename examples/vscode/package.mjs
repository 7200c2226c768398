// Makes the .vsix of one target: `node package.mjs [TARGET]`.

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { bundle, HERE } from './build.mjs';

const target = process.argv[2] ?? HERE;
await bundle(target);

const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
execFileSync(
  process.execPath,
  [
    vsce,
    'package',
    '--target',
    target,
    // What is needed of node_modules is in dist already; vsce must look for nothing else.
    '--no-dependencies',
    '--skip-license',
    '--no-rewrite-relative-links',
    '--out',
    `team-snippets-${target}.vsix`,
  ],
  { cwd: import.meta.dirname, stdio: 'inherit' },
);
