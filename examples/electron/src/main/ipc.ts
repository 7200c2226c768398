// Calls of the page. Each is answered by plain data, errors too: an error that a handler throws arrives as an Error with the
// text "Error invoking remote method …" and without its code (https://github.com/electron/electron/issues/24427).

import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { Calls, Outcome, PreloadCalls } from '../shared/bridge.js';
import { AppError, plain } from './errors.js';
import { isOwnPage } from './page.js';

type AllCalls = Calls & PreloadCalls;

/** What answers the page. Arguments are whatever was sent. */
export type Handlers = {
  [Name in keyof AllCalls]: (
    args: unknown[],
    sender: WebContents,
  ) => ReturnType<AllCalls[Name]> | Promise<ReturnType<AllCalls[Name]>>;
};

export function answer(handlers: Handlers): void {
  for (const [name, handler] of Object.entries(handlers)) {
    ipcMain.handle(`notes:${name}`, async (event, ...args: unknown[]): Promise<Outcome<unknown>> => {
      try {
        mayAsk(event);
        return { ok: true, value: await handler(args, event.sender) };
      } catch (error) {
        return { ok: false, error: plain(error) };
      }
    });
  }
}

/**
 * Any frame of a window can reach ipcMain, also one that was navigated elsewhere. Only the top frame of the app's own page may
 * ask. The frame is looked at before anything is awaited: it is null once it has gone.
 */
function mayAsk({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame === null || senderFrame.parent !== null || !isOwnPage(senderFrame.url)) {
    throw new AppError('app.sender', 'Only the page of this app may ask this.');
  }
}
