// What waits for the user's decision: conflicts, and what the server refused.

import { randomUUID } from 'node:crypto';
import type { ConflictEntry, FailedMutation } from 'cortex-cloud';
import { type QuickPickItem, window } from 'vscode';
import { patiently } from './engine';
import type { Session } from './session';
import { fromBody, TABLE } from './snippets';

/** Open conflicts first; of settled ones the side that lost can be brought back. */
export async function settle(session: Session): Promise<void> {
  const { engine } = session;
  const found = engine.conflicts({ table: TABLE, limit: 200 });
  const items = [...found.filter(isOpen), ...found.filter((one) => !isOpen(one))].map((conflict) => ({
    label: `${isOpen(conflict) ? '$(warning)' : '$(check)'} ${titleOf(conflict)}`,
    description: isOpen(conflict) ? 'waits for you' : `settled: ${conflict.winner} stands`,
    detail: `Here: ${inShort(conflict.local.body)} — Server: ${inShort(conflict.remote.body)}`,
    conflict,
  }));
  if (items.length === 0) {
    window.showInformationMessage('There are no conflicts.');
    return;
  }
  const conflict = (await window.showQuickPick(items, { placeHolder: 'Conflicts' }))?.conflict;
  if (conflict === undefined) return;
  await (isOpen(conflict) ? decide(session, conflict) : bringBack(session, conflict));
}

async function decide(session: Session, conflict: ConflictEntry): Promise<void> {
  const { id, remote } = conflict;
  const ways: (QuickPickItem & { way: 'mine' | 'theirs' | 'both' })[] = [
    { label: 'Keep mine', detail: inShort(conflict.local.body), way: 'mine' },
    { label: 'Take the server’s', detail: inShort(remote.body), way: 'theirs' },
  ];
  const { body } = remote;
  // A delete cannot be kept beside anything.
  if (body !== null && conflict.local.body !== null) {
    ways.push({ label: 'Keep both', detail: 'The server’s becomes a snippet of its own', way: 'both' });
  }
  const way = (await window.showQuickPick(ways, { placeHolder: `What becomes of “${titleOf(conflict)}”?` }))?.way;
  if (way === undefined) return;
  const { engine } = session;
  // The copy first: if this ends in between, there is one snippet too many and none is lost.
  if (way === 'both' && body !== null) {
    const copy = { ...body, title: `${fromBody(id, body).title} (theirs)` };
    await patiently(() => engine.put(TABLE, randomUUID(), copy));
  }
  await patiently(() => engine.resolveConflict(TABLE, id, way === 'theirs' ? 'RemoteWins' : 'LocalWins'));
}

async function bringBack(session: Session, conflict: ConflictEntry): Promise<void> {
  const side = conflict.winner === 'Local' ? 'Remote' : 'Local';
  const lost = side === 'Local' ? conflict.local.body : conflict.remote.body;
  const question = `Bring the other side of “${titleOf(conflict)}” back? ${inShort(lost)}`;
  const answer = await window.showInformationMessage(question, { modal: true }, 'Bring It Back');
  if (answer === 'Bring It Back') await patiently(() => session.engine.restore(conflict.conflictId, side));
}

/** What the server has refused for good. It stays here until the user edits it, sends it again or gives it up. */
export async function showRefused(session: Session): Promise<void> {
  const { engine } = session;
  const items = engine
    .failedMutations()
    .filter(({ table }) => table === TABLE)
    .map((refused) => ({ label: fromBody(refused.id, refused.body).title, detail: refused.reason, refused }));
  if (items.length === 0) {
    window.showInformationMessage('The server has refused nothing.');
    return;
  }
  const refused: FailedMutation | undefined = (await window.showQuickPick(items, { placeHolder: 'Refused' }))?.refused;
  if (refused === undefined) return;
  const again = 'Send it again';
  const giveUp = 'Give it up';
  const answer = await window.showQuickPick(
    [{ label: again }, { label: giveUp, detail: 'The server’s state comes back; yours goes to the list of conflicts' }],
    { placeHolder: refused.reason },
  );
  if (answer?.label === again) await patiently(() => engine.retryFailed(TABLE, refused.id));
  if (answer?.label === giveUp) await patiently(() => engine.discardFailed(TABLE, refused.id));
}

function isOpen({ winner }: ConflictEntry): boolean {
  return winner === null;
}

function titleOf({ id, local, remote }: ConflictEntry): string {
  return fromBody(id, local.body ?? remote.body).title;
}

function inShort(body: ConflictEntry['local']['body']): string {
  if (body === null) return 'deleted';
  const { title, text } = fromBody('', body);
  return `${title}: ${text.replace(/\s+/g, ' ').slice(0, 60)}`;
}
