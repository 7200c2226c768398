// The app: one engine in the main process, opened when Electron is ready and closed when it quits.

import { join } from 'node:path';
import { CloudEngine } from 'cortex-cloud';
import { app, BrowserWindow, dialog, powerMonitor, session } from 'electron';
import * as check from './check.js';
import { Closing } from './closing.js';
import { AppError, plain } from './errors.js';
import { answer } from './ipc.js';
import { Notes, TABLE } from './notes.js';
import { registerScheme, servePage } from './page.js';
import { Relay } from './relay.js';
import { readSettings } from './settings.js';
import { SafeTokens } from './tokens.js';
import { denyPermissions, harden, openWindow } from './window.js';

registerScheme();
app.enableSandbox();

// A second process could use the file, too (the engine allows for it); two windows of one notebook in two processes is not
// what a user means who starts the app twice.
if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const relay = new Relay();
  const closing = new Closing();
  const show = (): void => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) {
      const opened = openWindow();
      closing.guard(opened, () => relay.isWatched(opened.webContents));
    } else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
  };
  app.on('web-contents-created', (_event, contents) => harden(contents));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  await app.whenReady();
  denyPermissions(session.defaultSession);
  try {
    await open(relay, closing);
  } catch (error) {
    const { code, message } = plain(error);
    dialog.showErrorBox('Cortex Notes cannot open your notes', `${message}\n\n(${code})`);
    app.exit(1);
    return;
  }
  servePage();
  app.on('second-instance', show);
  app.on('activate', show);
  show();
}

async function open(relay: Relay, closing: Closing): Promise<void> {
  const folder = app.getPath('userData');
  const { server } = readSettings(join(folder, 'settings.json'));
  const tokens = await SafeTokens.open(join(folder, 'credentials.json'));
  const engine = new CloudEngine(
    {
      path: join(folder, 'notes.db'),
      http: server === null ? null : { baseUrl: server },
      // What two devices wrote is for the user to settle; everything else goes on syncing.
      tables: { [TABLE]: { merge: 'Manual' } },
    },
    tokens,
  );
  // Not in before-quit: a window may still say no to quitting, or hand over a last note. Every write is in the file when its
  // call returns, so there is nothing to wait for; a sync that is running is ended and goes on next time.
  app.on('will-quit', () => engine.close());

  const notes = new Notes(engine, server);
  engine.subscribe((event) => relay.tell(event));

  /** What comes of it shows in the state. */
  const syncSoon = (): void => void engine.sync().catch(() => undefined);
  if (server !== null) {
    engine.start();
    // Asleep, timers stand still and connections die. The background syncer would find out by itself, later.
    powerMonitor.on('resume', syncSoon);
  }
  const serverOrThrow = (): string => {
    if (server === null) throw new AppError('app.no_server', 'No server is set; notes stay on this device.');
    return server;
  };

  answer({
    list: (args) => {
      check.count(args, 1);
      return notes.list(check.textOrNull(args[0], 'the page', 4096));
    },
    add: (args) => {
      check.count(args, 1);
      return notes.add(check.text(args[0], 'the note', 1, check.LONGEST_TEXT));
    },
    save: (args) => {
      check.count(args, 2);
      return notes.save(check.id(args[0]), check.text(args[1], 'the note', 0, check.LONGEST_TEXT));
    },
    remove: (args) => {
      check.count(args, 1);
      return notes.remove(check.id(args[0]));
    },
    state: (args) => {
      check.count(args, 0);
      return notes.state();
    },
    conflicts: (args) => {
      check.count(args, 0);
      return notes.conflicts();
    },
    settle: (args) => {
      check.count(args, 2);
      return notes.settle(check.id(args[0]), check.choice(args[1]));
    },
    merge: (args) => {
      check.count(args, 2);
      return notes.merge(check.id(args[0]), check.text(args[1], 'the note', 0, check.LONGEST_TEXT));
    },
    sync: async (args) => {
      check.count(args, 0);
      serverOrThrow();
      await engine.sync();
      return notes.state();
    },
    signIn: async (args) => {
      check.count(args, 1);
      const key = check.text(args[0], 'the key', 1, 512);
      await tokens.seal(serverOrThrow(), key);
      engine.loginApiKey(key);
      syncSoon();
    },
    signOut: (args) => {
      check.count(args, 0);
      engine.logout();
    },
    watch: (_args, sender) => relay.watch(sender),
    seen: (_args, sender) => relay.seen(sender),
    saved: (_args, sender) => closing.saved(sender),
  });
}
