// The page's files, under a scheme of their own: `file:` would let a page read any file, and every file of the disk would be
// "the app's own page" for whoever checks a sender.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';

const SCHEME = 'notes';
const HOST = 'app';
export const PAGE = `${SCHEME}://${HOST}/index.html`;

/** Everything there is to get, and its type. */
const FILES: Readonly<Record<string, string>> = {
  '/index.html': 'text/html; charset=utf-8',
  '/style.css': 'text/css; charset=utf-8',
  '/index.mjs': 'text/javascript; charset=utf-8',
  '/app.mjs': 'text/javascript; charset=utf-8',
  '/drafts.mjs': 'text/javascript; charset=utf-8',
};

/** Scripts and styles of the app, and nothing else: the page talks to the main process only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Before the app is ready; Electron refuses it later. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Once the app is ready. */
export function servePage(): void {
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const type = host === HOST ? FILES[pathname] : undefined;
    if (type === undefined) return new Response('not found', { status: 404 });
    const body = await readFile(join(__dirname, '..', 'renderer', pathname));
    return new Response(new Uint8Array(body), {
      headers: { 'Content-Type': type, 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' },
    });
  });
}

/** Whether a frame shows the app's page. Node gives a scheme it does not know no origin, so that cannot be compared. */
export function isOwnPage(url: string): boolean {
  try {
    const { protocol: scheme, host } = new URL(url);
    return scheme === `${SCHEME}:` && host === HOST;
  } catch {
    return false;
  }
}
