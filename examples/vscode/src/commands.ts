// The commands about snippets and syncing.

import { ProgressLocation, type QuickPickItem, SnippetString, window } from 'vscode';
import { type CloudEngine, errorType } from './engine';
import type { Keys } from './keys';
import type { Session } from './session';
import { saveOffline } from './settings';
import { addSnippet, changeSnippet, deleteSnippet, listSnippets, type Snippet, TABLE } from './snippets';

type SyncReport = Awaited<ReturnType<CloudEngine['sync']>>;

/** What the user has selected in the editor. */
function selected(): { text: string; language: string } | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  return { text: editor.document.getText(editor.selection), language: editor.document.languageId };
}

/** A snippet of the user's choice: the one a menu was opened on, or one of a list. */
async function chosen(session: Session, given: Snippet | undefined, placeHolder: string): Promise<Snippet | undefined> {
  if (given !== undefined) return given;
  const items = (await listSnippets(session.engine)).map((snippet) => ({
    label: snippet.title,
    description: snippet.language,
    detail: snippet.text.split('\n', 1)[0] ?? '',
    snippet,
  }));
  if (items.length === 0) {
    window.showInformationMessage('There are no snippets yet.');
    return undefined;
  }
  const item = await window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  return item?.snippet;
}

const notEmpty = (value: string): string | undefined => (value.trim() === '' ? 'Write something.' : undefined);

export async function add(session: Session): Promise<void> {
  const { engine } = session;
  const selection = selected();
  const title = await window.showInputBox({ prompt: 'The snippet’s title', validateInput: notEmpty });
  if (title === undefined) return;
  const text = selection?.text ?? (await window.showInputBox({ prompt: 'Its text', validateInput: notEmpty }));
  if (text === undefined) return;
  await addSnippet(engine, { title, text, language: selection?.language ?? '' });
}

export async function insert(session: Session, given?: Snippet): Promise<void> {
  const snippet = await chosen(session, given, 'Insert which snippet?');
  if (snippet === undefined) return;
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    window.showInformationMessage('Open a file to insert the snippet into.');
    return;
  }
  // As plain text: a `$` of somebody's code is no placeholder.
  await editor.insertSnippet(new SnippetString().appendText(snippet.text));
}

export async function edit(session: Session, given?: Snippet): Promise<void> {
  const snippet = await chosen(session, given, 'Edit which snippet?');
  if (snippet === undefined) return;
  const selection = selected();
  // An input box has one line: it would make one of a text that has several.
  const isOneLine = !/[\r\n]/.test(snippet.text);
  const ways: (QuickPickItem & { way: 'title' | 'selection' | 'text' })[] = [
    { label: 'Title', way: 'title' },
    ...(selection === undefined ? [] : [{ label: 'Text: take the selection', way: 'selection' as const }]),
    ...(isOneLine ? [{ label: 'Text: type it', way: 'text' as const }] : []),
  ];
  const placeHolder = isOneLine
    ? 'Edit what?'
    : 'Edit what? To change the text, select the new one in an editor first.';
  const way = (await window.showQuickPick(ways, { placeHolder }))?.way;
  if (way === undefined) return;
  if (way === 'selection') {
    await changeSnippet(session.engine, snippet.id, { ...selection });
    return;
  }
  const value = await window.showInputBox({ prompt: `The new ${way}`, value: snippet[way], validateInput: notEmpty });
  if (value !== undefined) await changeSnippet(session.engine, snippet.id, { [way]: value });
}

export async function remove(session: Session, given?: Snippet): Promise<void> {
  const snippet = await chosen(session, given, 'Delete which snippet?');
  if (snippet === undefined) return;
  const question = `Delete “${snippet.title}” for the whole team?`;
  const answer = await window.showWarningMessage(question, { modal: true }, 'Delete');
  if (answer === 'Delete') await deleteSnippet(session.engine, snippet.id);
}

export async function explain(session: Session, given?: Snippet): Promise<void> {
  const snippet = await chosen(session, given, 'Which snippet?');
  if (snippet === undefined) return;
  window.showInformationMessage(`“${snippet.title}”: ${session.engine.explain(TABLE, snippet.id).reason}`);
}

/** Syncs, and says how it went. The user may end it; what was done stays done. */
export async function sync(session: Session): Promise<void> {
  const { engine } = session;
  if (session.server === null) {
    window.showInformationMessage('No server is set: snippets stay on this machine. Set one in the settings.');
    return;
  }
  const options = { location: ProgressLocation.Notification, title: 'Syncing snippets', cancellable: true };
  const report = await window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      return await engine.sync({ signal: abort.signal });
    } catch (error) {
      if (errorType(error) === 'Cancelled') return undefined;
      if (errorType(error) !== 'Busy') throw error;
      window.showInformationMessage('Another window is syncing the snippets at this moment.');
      return undefined;
    } finally {
      listening.dispose();
    }
  });
  if (report !== undefined) tell(report);
}

function tell(report: SyncReport): void {
  const counts = `${report.pushed} sent, ${report.pulled} received`;
  if (report.status === 'Success') window.setStatusBarMessage(`$(check) Snippets: ${counts}`, 5000);
  else window.showWarningMessage(`Snippets: ${report.error?.message ?? report.status} (${counts})`);
}

export async function signIn(session: Session, keys: Keys): Promise<void> {
  const { engine, server } = session;
  if (server === null) {
    window.showInformationMessage('Set the server in the settings first.');
    return;
  }
  const key = await window.showInputBox({
    prompt: `An API key of ${server}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: notEmpty,
  });
  if (key === undefined) return;
  // The engine says whether this can be a key, before it is kept.
  engine.loginApiKey(key.trim());
  try {
    await keys.keep(server);
  } catch (error) {
    window.showWarningMessage(
      `You are signed in until this window is closed: VS Code cannot keep the key. ${error instanceof Error ? error.message : ''}`,
    );
  }
  await sync(session);
}

export async function signOut(session: Session, keys: Keys): Promise<void> {
  const { engine, server } = session;
  if (server === null) return;
  engine.logout();
  await keys.keep(server);
}

/** The setting is what counts; every window follows it. */
export async function setOffline(offline: boolean): Promise<void> {
  await saveOffline(offline);
}
