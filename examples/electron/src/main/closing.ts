// Lets a page hand over what was typed last before its window closes, and waits for it, though not for ever: a page that
// hangs must not keep the app from quitting.

import { app, type BrowserWindow, type WebContents } from 'electron';

const WAIT_MS = 2_000;

export class Closing {
  #isQuitting = false;
  readonly #waiting = new Map<WebContents, () => void>();

  constructor() {
    app.on('before-quit', () => {
      this.#isQuitting = true;
    });
  }

  /** `isAlive` says whether there is a page that can be asked. */
  guard(window: BrowserWindow, isAlive: () => boolean): void {
    const contents = window.webContents;
    let isAsked = false;
    let isDone = false;
    window.on('close', (event) => {
      if (isDone || !isAlive()) return;
      // This also stops a quit that is under way; it is taken up again below.
      event.preventDefault();
      if (isAsked) return;
      isAsked = true;
      const timer = setTimeout(() => this.saved(contents), WAIT_MS);
      this.#waiting.set(contents, () => {
        clearTimeout(timer);
        isDone = true;
        if (this.#isQuitting) app.quit();
        else if (!window.isDestroyed()) window.close();
      });
      contents.send('notes:closing');
    });
    contents.once('destroyed', () => this.saved(contents));
    contents.on('render-process-gone', () => this.saved(contents));
  }

  /** The page has nothing left, or is gone, or has had its time. */
  saved(contents: WebContents): void {
    const goOn = this.#waiting.get(contents);
    this.#waiting.delete(contents);
    goOn?.();
  }
}
