// Puts the page's other files beside its scripts.

import { copyFileSync } from 'node:fs';

for (const name of ['index.html', 'style.css']) {
  copyFileSync(
    new URL(`../src/renderer/${name}`, import.meta.url),
    new URL(`../dist/renderer/${name}`, import.meta.url),
  );
}
