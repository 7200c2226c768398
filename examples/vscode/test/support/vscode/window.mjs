// What the user sees and answers: messages, boxes, the status bar, the log.

import { LogLevel, ProgressLocation } from './basics.mjs';

export class Window {
  messages = [];
  log = [];
  statusBar = new Map();
  /** What the user will answer to what a command asks, in order. */
  answers = [];
  editor;
  cancelAfter;
  logLevel = LogLevel.Info;
  #pending = [];
  #ledger;
  #commands;
  #emitter;
  #levels;
  #problems;
  #isFocused;

  constructor({ ledger, commands, EventEmitter, problems, focused }) {
    this.#ledger = ledger;
    this.#commands = commands;
    this.#emitter = EventEmitter;
    this.#levels = new EventEmitter();
    this.#problems = problems;
    this.#isFocused = focused;
  }

  api(createTreeView) {
    const show =
      (severity) =>
      (text, first, ...rest) =>
        this.#message(severity, text, first, rest);
    const self = this;
    return {
      createTreeView,
      createOutputChannel: (name, options) => this.#channel(name, options),
      createStatusBarItem: (...args) => this.#statusBarItem(args),
      setStatusBarMessage: (text) => {
        this.messages.push({ severity: 'status', text });
        return { dispose() {} };
      },
      showInformationMessage: show('information'),
      showWarningMessage: show('warning'),
      showErrorMessage: show('error'),
      showInputBox: (options) => this.#inputBox(options),
      showQuickPick: (items, options) => this.#quickPick(items, options),
      withProgress: (options, task) => this.#progress(options, task),
      get activeTextEditor() {
        return self.editor;
      },
      get state() {
        return Object.freeze({ focused: self.#isFocused, active: self.#isFocused });
      },
    };
  }

  /** The user presses a button of a message that waits. */
  press(button) {
    const at = this.#pending.findIndex(({ buttons }) => buttons.includes(button));
    if (at < 0) throw new Error(`no message has a button ${button}; there are ${JSON.stringify(this.messages)}`);
    this.#pending.splice(at, 1)[0].resolve(button);
  }

  setLogLevel(level) {
    this.logLevel = level;
    this.#levels.fire(level);
  }

  #message(severity, text, first, rest) {
    if (typeof text !== 'string' || text === '') throw new TypeError('a message has a text');
    const hasOptions = typeof first === 'object' && first !== null;
    const buttons = (hasOptions ? rest : [first, ...rest]).filter((one) => one !== undefined);
    if (buttons.some((one) => typeof one !== 'string')) throw new TypeError('a button is a text here');
    const isModal = hasOptions && first.modal === true;
    this.messages.push({ severity, text, buttons });
    if (buttons.includes(this.answers[0]?.press)) return Promise.resolve(this.answers.shift().press);
    if (isModal) {
      if (this.answers.shift()?.cancel !== true) throw new Error(`nobody answers: ${text}`);
      return Promise.resolve(undefined);
    }
    // It stays until somebody closes it. Who awaits it waits for ever.
    return new Promise((resolve) => this.#pending.push({ buttons, resolve }));
  }

  async #inputBox({ prompt, value = '', password = false, validateInput } = {}) {
    // VS Code's box has one line; the rest of the text would be lost.
    if (/[\r\n]/.test(value)) throw new Error('an input box has one line');
    const answer = this.answers.shift();
    if (answer?.cancel) return undefined;
    if (answer?.input === undefined) throw new Error(`nobody answers the box: ${prompt}`);
    if (answer.password !== undefined && answer.password !== password) {
      throw new Error(`the box ${password ? 'hides' : 'shows'} what is typed`);
    }
    const refusal = await validateInput?.(answer.input);
    if (refusal) throw new Error(`the box refuses ${JSON.stringify(answer.input)}: ${refusal}`);
    return answer.input;
  }

  async #quickPick(given, { placeHolder } = {}) {
    const items = await given;
    const answer = this.answers.shift();
    if (answer?.cancel) return undefined;
    if (answer?.pick === undefined) throw new Error(`nobody answers the list: ${placeHolder}`);
    const labels = items.map((item) => (typeof item === 'string' ? item : item.label));
    const at = labels.findIndex((label) => label.includes(answer.pick));
    if (at < 0) throw new Error(`the list has no ${answer.pick}; it has ${labels.join(', ')}`);
    return items[at];
  }

  async #progress({ location, cancellable }, task) {
    if (!Object.values(ProgressLocation).includes(location)) throw new TypeError('progress has a place');
    const cancelled = new this.#emitter();
    const token = { isCancellationRequested: false, onCancellationRequested: cancelled.event };
    let timer;
    if (this.cancelAfter !== undefined) {
      if (!cancellable || location !== ProgressLocation.Notification) throw new Error('it has no button to cancel it');
      timer = setTimeout(() => {
        token.isCancellationRequested = true;
        cancelled.fire();
      }, this.cancelAfter);
    }
    try {
      return await task({ report() {} }, token);
    } finally {
      clearTimeout(timer);
    }
  }

  #channel(name, options) {
    if (typeof name !== 'string' || name.trim() === '') throw new Error('illegal argument `name`. must not be falsy');
    if (options?.log !== true) throw new Error('the stand-in for VS Code has log channels only');
    const forget = this.#ledger.note(`channel ${name}`);
    let isOpen = true;
    const write = (level) => (text) => {
      if (!isOpen) {
        this.#problems.push(`this was written to a closed log: ${text}`);
        throw new Error('Channel has been closed');
      }
      if (typeof text !== 'string') throw new TypeError('a line of a log is a text');
      if (this.logLevel !== LogLevel.Off && LogLevel[level] >= this.logLevel) this.log.push({ level, text });
    };
    const self = this;
    return {
      name,
      get logLevel() {
        return self.logLevel;
      },
      onDidChangeLogLevel: this.#levels.event,
      trace: write('Trace'),
      debug: write('Debug'),
      info: write('Info'),
      warn: write('Warning'),
      error: write('Error'),
      show: () => {
        this.messages.push({ severity: 'shown', text: name });
      },
      dispose: () => {
        isOpen = false;
        forget();
      },
    };
  }

  #statusBarItem([id, alignment, priority]) {
    if (typeof id !== 'string' || typeof alignment !== 'number') throw new TypeError('an item has an id and a side');
    const forget = this.#ledger.note(`status bar item ${id}`);
    const item = { id, alignment, priority, name: undefined, text: '', tooltip: '', command: undefined };
    const shown = this.statusBar;
    const commands = this.#commands;
    const problems = this.#problems;
    return Object.assign(item, {
      show() {
        shown.set(id, item);
        if (item.command !== undefined && typeof item.command !== 'string') problems.push('a command is a text here');
      },
      hide() {
        shown.delete(id);
      },
      dispose() {
        shown.delete(id);
        forget();
      },
      /** What the user sees, and whether a click finds its command. */
      drawn() {
        const { text, tooltip, command } = item;
        if (command !== undefined && !commands.has(command)) throw new Error(`command '${command}' not found`);
        return { text, tooltip, command };
      },
    });
  }
}
