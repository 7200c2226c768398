// An extension host: a process of its own that loads the extension and lends it the stand-in for VS Code, as the real one
// lends it the real API, by catching `require('vscode')`. It does what its window (window.mjs) says.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connect } from './rpc.mjs';
import { createWindow } from './vscode/index.mjs';

const { extensionPath, storage, settings, focused } = JSON.parse(process.argv[2]);
const manifest = JSON.parse(readFileSync(join(extensionPath, 'package.json'), 'utf8'));
const ask = connect(process, {
  activate,
  run,
  draw: (view) => window.trees.draw(view),
  look,
  press: (button) => window.window.press(button),
  setLogLevel: (level) => window.window.setLogLevel(level),
  settingsChanged: (values, changed) => window.settings.accept(values, changed),
  secretChanged: (key) => window.secretChanged(key),
  deactivate,
  // It then ends by itself, unless something keeps it.
  leave: () => setImmediate(() => process.disconnect()),
});
const window = createWindow({ manifest, extensionPath, storage, settings, focused, ask });

process.on('unhandledRejection', (error) => window.problems.push(`unhandled: ${error?.stack ?? error}`));

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? window.api : load.call(this, request, ...rest);
};

let extension;
const delay = monitorEventLoopDelay({ resolution: 5 });

async function activate() {
  extension = createRequire(join(extensionPath, 'package.json'))(join(extensionPath, manifest.main));
  delay.enable();
  await extension.activate(window.context);
  return { missing: window.commands.missing, storage };
}

/** Runs a command as a menu or the palette does, with what the user answers meanwhile. */
async function run(id, options) {
  const { answers = [], on, editor, cancelAfter } = options ?? {};
  const { window: screen } = window;
  screen.answers = answers;
  screen.editor = editor && editorOf(editor);
  screen.cancelAfter = cancelAfter;
  const before = screen.messages.length;
  delay.reset();
  await window.commands.api.executeCommand(id, ...(on === undefined ? [] : [window.trees.element(...on)]));
  if (screen.answers.length > 0) throw new Error(`nobody asked for ${JSON.stringify(screen.answers)}`);
  return { messages: screen.messages.slice(before), inserted: screen.editor?.inserted, lagMs: delay.max / 1e6 };
}

function editorOf({ text, languageId }) {
  return {
    selection: { isEmpty: text === '' },
    document: { languageId, getText: () => text },
    inserted: [],
    insertSnippet(snippet) {
      this.inserted.push(snippet.value);
      return Promise.resolve(true);
    },
  };
}

/** Everything that is to be seen. */
function look() {
  const { messages, log, statusBar } = window.window;
  return {
    messages,
    log,
    statusBar: [...statusBar.values()].map((item) => item.drawn()),
    keys: Object.fromEntries(window.commands.keys),
    problems: window.problems,
    threads: threads(),
    lagMs: delay.max / 1e6,
  };
}

async function deactivate() {
  const began = performance.now();
  const inTime = await window.deactivate(extension);
  const ms = performance.now() - began;
  delay.disable();
  // What is disposed of asynchronously has its turn, and threads that were told to end have theirs.
  await new Promise((resolve) => setTimeout(resolve, 50));
  // The engine's HTTP thread goes when the closed engine is collected: this shows that nothing holds it any more.
  for (let tries = 0; tries < 100 && threads().length > 0; tries += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    inTime,
    ms,
    open: window.ledger.open,
    problems: window.problems,
    threads: threads(),
    files: files(),
  };
}

/** The engine's threads in this process. */
function threads() {
  return readdirSync('/proc/self/task')
    .map((id) => {
      try {
        return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
      } catch {
        // It has just ended.
        return '';
      }
    })
    .filter((name) => name.startsWith('cortex'));
}

/** Files of the store that are still open. */
function files() {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(storage));
}
