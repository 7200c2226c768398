// Windows, closed to everything but the app's own page.

import { join } from 'node:path';
import { BrowserWindow, type Session, type WebContents } from 'electron';
import { PAGE } from './page.js';

export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 900,
    height: 700,
    title: 'Cortex Notes',
    webPreferences: {
      preload: join(__dirname, '..', 'preload', 'preload.js'),
      // Electron's defaults today, said here so that a change of them changes nothing.
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  void window.loadURL(PAGE);
  return window;
}

/** For every page of the app, also one that somebody adds later. */
export function harden(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Notes need no camera. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}
