// Team Snippets: where everything is put together. `activate` never throws: without an engine the commands are there and
// say what is wrong.

import { commands, type Disposable, type ExtensionContext, type LogOutputChannel, window, workspace } from 'vscode';
import * as run from './commands';
import { settle, showRefused } from './conflicts';
import { reason } from './engine';
import { Keys } from './keys';
import { Notices } from './notices';
import { Session } from './session';
import { concernsOffline, wantsReopening } from './settings';
import { type Snippet, TABLE } from './snippets';
import { SyncStatus } from './status';
import { SnippetTree } from './tree';

let open: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('Team Snippets', { log: true });
  const keys = new Keys(context.secrets);
  const session = new Session(context, log, keys);
  open = session;
  const tree = new SnippetTree(session);
  const status = new SyncStatus(session);
  const notices = new Notices(session);

  /** Runs what the user or VS Code asked for. What goes wrong is told once and written down. */
  const attempt = async (step: () => Promise<void> | void): Promise<void> => {
    try {
      await step();
    } catch (error) {
      if (!session.isEnding) fail(log, error);
    }
  };
  const command = (name: string, step: (snippet?: Snippet) => Promise<void> | void): Disposable =>
    commands.registerCommand(`teamSnippets.${name}`, (snippet?: Snippet) =>
      attempt(async () => {
        await session.settled();
        await step(snippet);
      }),
    );

  context.subscriptions.push(
    log,
    session,
    tree,
    status,
    window.createTreeView('teamSnippets.list', { treeDataProvider: tree }),
    session.onEvent((event) => {
      if (event.type === 'RecordsChanged' ? event.table === TABLE : event.type !== 'Progress') tree.refresh();
      status.refresh();
      notices.hear(event);
    }),
    session.onTurn(() => {
      commands.executeCommand('setContext', 'teamSnippets.isOpen', session.isOpen);
      tree.refresh();
      status.refresh();
    }),
    log.onDidChangeLogLevel(() => attempt(() => session.followLogLevel())),
    workspace.onDidChangeConfiguration((change) => {
      if (wantsReopening(change)) void attempt(() => session.open());
      else if (concernsOffline(change)) void attempt(() => session.followOffline());
    }),
    // Another window has signed in or out.
    context.secrets.onDidChange(({ key }) => {
      const { server } = session;
      if (server === null || key !== Keys.nameOf(server)) return;
      void attempt(async () => {
        if (await keys.read(server)) await session.followKey();
        status.refresh();
      });
    }),
    command('add', () => run.add(session)),
    command('insert', (snippet) => run.insert(session, snippet)),
    command('edit', (snippet) => run.edit(session, snippet)),
    command('delete', (snippet) => run.remove(session, snippet)),
    command('explain', (snippet) => run.explain(session, snippet)),
    command('sync', () => run.sync(session)),
    command('signIn', async () => {
      await run.signIn(session, keys);
      notices.signedIn();
    }),
    command('signOut', () => run.signOut(session, keys)),
    command('goOffline', () => run.setOffline(true)),
    command('goOnline', () => run.setOffline(false)),
    command('conflicts', () => settle(session)),
    command('refused', () => showRefused(session)),
    command('showLog', () => log.show()),
  );

  await attempt(() => session.open());
}

/** VS Code waits for the promise, a few seconds at most. If it is killed before, nothing is lost. */
export function deactivate(): Promise<void> | undefined {
  const session = open;
  open = undefined;
  return session?.close();
}

function fail(log: LogOutputChannel, error: unknown): void {
  log.error(reason(error));
  // Not awaited: the user may never answer.
  window.showErrorMessage(reason(error), 'Show Log').then((answer) => {
    if (answer !== undefined) log.show();
  });
}
