// The state of syncing in the status bar.

import { StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { StatusReport } from './engine';
import type { Session } from './session';

export class SyncStatus {
  readonly #item: StatusBarItem;
  readonly #session: Session;
  #isPending = false;

  constructor(session: Session) {
    this.#session = session;
    this.#item = window.createStatusBarItem('teamSnippets.status', StatusBarAlignment.Right, 50);
    this.#item.name = 'Team Snippets';
    this.#show();
    this.#item.show();
  }

  /** Soon, once for many events. */
  refresh(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    setImmediate(() => {
      this.#isPending = false;
      this.#show();
    });
  }

  dispose(): void {
    // A refresh that is due must not touch what is gone.
    this.#isPending = true;
    this.#item.dispose();
  }

  #show(): void {
    if (!this.#session.isOpen) {
      this.#set('$(error) Snippets', 'The store of the snippets is not open', 'teamSnippets.showLog', 'error');
      return;
    }
    let report: StatusReport;
    try {
      report = this.#session.engine.getStatus();
    } catch (error) {
      this.#set('$(error) Snippets', String(error), 'teamSnippets.showLog', 'error');
      return;
    }
    const { conflicted, failed, pending, status, auth, lastError } = report;
    const waiting = pending > 0 ? ` ${pending}` : '';
    if (conflicted > 0) {
      this.#set(`$(warning) ${conflicted}`, `${conflicted} in conflict`, 'teamSnippets.conflicts', 'warning');
    } else if (failed > 0) {
      this.#set(`$(error) ${failed}`, `${failed} refused by the server`, 'teamSnippets.refused', 'error');
    } else if (this.#session.server === null) {
      this.#set('$(database) Snippets', 'Kept on this machine: no server is set', 'teamSnippets.sync');
    } else if (this.#session.isOffline || status === 'Offline') {
      this.#set(`$(debug-disconnect)${waiting}`, `Offline; ${pending} waiting`, 'teamSnippets.sync');
    } else if (auth === 'Unauthenticated') {
      this.#set(`$(key)${waiting}`, 'Sign in to sync', 'teamSnippets.signIn', 'warning');
    } else if (status === 'Syncing') {
      this.#set(`$(sync~spin)${waiting}`, 'Syncing', 'teamSnippets.sync');
    } else if (status === 'Error') {
      this.#set(`$(error)${waiting}`, lastError?.message ?? 'The last sync failed', 'teamSnippets.sync', 'error');
    } else {
      this.#set(`$(cloud)${waiting}`, pending > 0 ? `${pending} waiting` : 'Synced', 'teamSnippets.sync');
    }
  }

  #set(text: string, tooltip: string, command: string, colour?: 'warning' | 'error'): void {
    this.#item.text = text;
    this.#item.tooltip = `Team Snippets: ${tooltip}`;
    this.#item.command = command;
    this.#item.backgroundColor = colour && new ThemeColor(`statusBarItem.${colour}Background`);
  }
}
