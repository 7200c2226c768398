// What the user should be told, when it happens. Every window hears of it; the one in front says it, and all show it in
// the status bar.

import { commands, window } from 'vscode';
import type { CloudEvent } from './engine';
import type { Session } from './session';
import { fromBody, TABLE } from './snippets';

export class Notices {
  readonly #session: Session;
  #askedToSignIn = false;

  constructor(session: Session) {
    this.#session = session;
  }

  hear(event: CloudEvent): void {
    if (!window.state.focused) return;
    switch (event.type) {
      case 'Conflict':
        if (event.winner !== null) return;
        this.#warn(
          `“${this.#title(event.id)}” was changed here and by somebody else.`,
          'Settle',
          'teamSnippets.conflicts',
        );
        return;
      case 'AuthNeeded':
        if (this.#askedToSignIn) return;
        this.#askedToSignIn = true;
        this.#warn(`Snippets are not synced: ${this.#whyNot(event.reason)}`, 'Sign In', 'teamSnippets.signIn');
        return;
      case 'MutationRefused':
        this.#warn(
          `The server refused “${this.#title(event.id)}”: ${event.reason}`,
          'What Can I Do?',
          'teamSnippets.refused',
        );
        return;
      case 'QuotaWarning':
        this.#warn(`The team’s space is nearly full: ${event.used} of ${event.limit} ${event.resource}.`);
        return;
      case 'RowParked':
        this.#warn('A snippet was written by a newer version of Team Snippets. Update the extension to see it.');
        return;
    }
  }

  /** After a sign-in it may be asked for again. */
  signedIn(): void {
    this.#askedToSignIn = false;
  }

  /** That nobody is signed in the engine says in a programmer's words. */
  #whyNot(reason: string): string {
    const code = this.#session.isOpen ? this.#session.engine.getStatus().lastError?.code : undefined;
    return code === 'unauthenticated.no_credentials' ? 'you are not signed in.' : reason;
  }

  #title(id: string): string {
    return this.#session.isOpen ? fromBody(id, this.#session.engine.get(TABLE, id)).title : id;
  }

  /** Nobody waits for the answer: it may never come. */
  #warn(message: string, button?: string, command?: string): void {
    const shown =
      button === undefined ? window.showWarningMessage(message) : window.showWarningMessage(message, button);
    shown.then((answer) => {
      if (answer !== undefined && command !== undefined) return commands.executeCommand(command);
    });
  }
}
