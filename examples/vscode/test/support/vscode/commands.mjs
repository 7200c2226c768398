// Commands, and the keys of `when` clauses.

import { Disposable } from './basics.mjs';

export class Commands {
  #handlers = new Map();
  #declared;
  #ledger;
  #closing;
  keys = new Map();

  constructor(manifest, ledger, isClosing) {
    this.#declared = new Set(manifest.contributes.commands.map(({ command }) => command));
    this.#ledger = ledger;
    this.#closing = isClosing;
  }

  api = {
    registerCommand: (id, handler, thisArg) => {
      if (id.trim() === '') throw new Error('invalid id');
      if (this.#handlers.has(id)) throw new Error(`command '${id}' already exists`);
      // VS Code allows it. Here it is a slip: nobody could find the command.
      if (!this.#declared.has(id)) throw new Error(`command '${id}' is not in contributes.commands`);
      if (typeof handler !== 'function') throw new TypeError(`command '${id}' has no handler`);
      this.#handlers.set(id, handler.bind(thisArg));
      const forget = this.#ledger.note(`command ${id}`);
      return new Disposable(() => {
        this.#handlers.delete(id);
        forget();
      });
    },
    executeCommand: async (id, ...args) => {
      // Those that VS Code has itself go to the window, which may be gone already.
      if (id === 'setContext') {
        const [key, value] = args;
        if (typeof key !== 'string' || value === undefined) throw new TypeError('setContext takes a key and a value');
        if (!this.#closing()) this.keys.set(key, value);
        return undefined;
      }
      const handler = this.#handlers.get(id);
      if (handler === undefined) throw new Error(`command '${id}' not found`);
      return handler(...args);
    },
  };

  has(id) {
    return this.#handlers.has(id);
  }

  /** Declared and not registered: the user would read "command not found". */
  get missing() {
    return [...this.#declared].filter((id) => !this.#handlers.has(id));
  }
}
