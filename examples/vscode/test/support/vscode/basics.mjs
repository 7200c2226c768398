// Classes and enumerations of the API that hold no state of the window.

import { join } from 'node:path';

/** What was made and has to be disposed of when the extension is deactivated. */
export class Ledger {
  #open = new Map();

  /** Notes something down; returns what takes the note away. */
  note(what) {
    const key = Symbol(what);
    this.#open.set(key, what);
    return () => this.#open.delete(key);
  }

  get open() {
    return [...this.#open.values()].sort();
  }
}

export class Disposable {
  #dispose;

  constructor(dispose) {
    this.#dispose = dispose;
  }

  dispose() {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    dispose?.();
  }
}

/** An emitter class whose listeners are noted in a ledger. One that throws is told and does not stop the others. */
export function emitterClass(ledger, problems) {
  return class EventEmitter {
    #listeners = new Set();

    event = (listener, thisArg, disposables) => {
      if (typeof listener !== 'function') throw new TypeError('a listener is a function');
      const entry = { listener: thisArg === undefined ? listener : listener.bind(thisArg) };
      const forget = ledger.note('a listener');
      this.#listeners.add(entry);
      const end = new Disposable(() => {
        this.#listeners.delete(entry);
        forget();
      });
      entry.end = end;
      disposables?.push(end);
      return end;
    };

    fire(value) {
      for (const { listener } of [...this.#listeners]) {
        try {
          listener(value);
        } catch (error) {
          problems.push(`a listener threw: ${error.stack}`);
        }
      }
    }

    dispose() {
      for (const { end } of [...this.#listeners]) end.dispose();
    }
  };
}

export class Uri {
  constructor(path) {
    this.scheme = 'file';
    this.path = path;
    this.fsPath = path;
    Object.freeze(this);
  }

  static file(path) {
    return new Uri(path);
  }

  static joinPath(base, ...parts) {
    if (!(base instanceof Uri)) throw new TypeError('joinPath takes a Uri');
    return new Uri(join(base.path, ...parts));
  }
}

export class ThemeIcon {
  constructor(id) {
    if (!/^[a-z][a-z0-9-]*(~[a-z]+)?$/.test(id)) throw new TypeError(`${id} is no name of an icon`);
    this.id = id;
  }
}

export class ThemeColor {
  constructor(id) {
    this.id = id;
  }
}

export class MarkdownString {
  value = '';

  appendCodeblock(code, language = '') {
    this.value += `\n\`\`\`${language}\n${code}\n\`\`\`\n`;
    return this;
  }
}

export class SnippetString {
  value = '';

  /** Characters that a snippet's grammar has a meaning for are escaped. */
  appendText(text) {
    this.value += text.replace(/[$}\\]/g, '\\$&');
    return this;
  }
}

export class TreeItem {
  constructor(label, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };
export const LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 };

/** An object that says what it lacks, where JavaScript would give `undefined`. */
export function strict(name, members) {
  return new Proxy(members, {
    get(target, member, receiver) {
      if (member in target || typeof member === 'symbol' || member === 'then')
        return Reflect.get(target, member, receiver);
      throw new Error(`the stand-in for VS Code has no ${name}.${member}`);
    },
    set(_, member) {
      throw new TypeError(`${name}.${String(member)} cannot be set`);
    },
  });
}
