// A stand-in for the `vscode` module. VS Code itself cannot be had here, so this enforces its rules, and some that are
// stricter because breaking them is a slip (those say so where they are). The engine below it is the real one.
//
// The rules are those of VS Code's own documentation (`vscode.d.ts`, code.visualstudio.com/api) and sources
// (microsoft/vscode, src/vs/workbench/api/common):
// - extHostCommands.ts: an id is registered once; an unknown command rejects.
// - extHostTreeViews.ts, mainThreadTreeViews.ts: the view is declared; `getTreeItem` gives a TreeItem; ids are unique;
//   a view is disposed of asynchronously.
// - extHostSecrets.ts, mainThreadSecretState.ts: everything by promise; every window hears of a change.
// - extHostConfiguration.ts: what is read is a copy; an application's setting is written to the user's settings only.
// - extHostOutput.ts: a closed channel throws.
// - extHostExtensionService.ts: the context is frozen; the storage folder is named and not made; at the end `deactivate`
//   is called, the subscriptions are disposed of at once, in their order, and its promise is then waited for, 5 s at
//   most.

import * as basics from './basics.mjs';
import { Commands } from './commands.mjs';
import { secretStorage } from './secrets.mjs';
import { Settings } from './settings.mjs';
import { Trees } from './tree.mjs';
import { Window } from './window.mjs';

/** One window's API. `ask` calls the editor, which keeps secrets and settings. */
export function createWindow({ manifest, extensionPath, storage, settings: values, focused, ask }) {
  const problems = [];
  const ledger = new basics.Ledger();
  const EventEmitter = basics.emitterClass(ledger, problems);
  let isClosing = false;
  const commands = new Commands(manifest, ledger, () => isClosing);
  const trees = new Trees(manifest, commands, ledger, problems);
  const settings = new Settings(manifest, values, ask, new EventEmitter());
  const secretChanges = new EventEmitter();
  const window = new Window({ ledger, commands, EventEmitter, problems, focused });
  const { Ledger, emitterClass, strict, ...classes } = basics;

  const api = strict('vscode', {
    ...classes,
    EventEmitter,
    commands: strict('commands', commands.api),
    window: strict('window', window.api(trees.createTreeView)),
    workspace: strict('workspace', {
      getConfiguration: settings.getConfiguration,
      onDidChangeConfiguration: settings.changes.event,
    }),
  });
  const context = strict(
    'context',
    Object.freeze({
      subscriptions: [],
      secrets: secretStorage(ask, secretChanges),
      extensionPath,
      extensionUri: basics.Uri.file(extensionPath),
      globalStorageUri: basics.Uri.file(storage),
    }),
  );

  return {
    api,
    context,
    commands,
    trees,
    settings,
    window,
    problems,
    ledger,
    secretChanged: (key) => secretChanges.fire(Object.freeze({ key })),

    /** As the extension host ends an extension. */
    async deactivate(extension) {
      isClosing = true;
      let ending;
      try {
        ending = Promise.resolve(extension.deactivate?.()).catch((error) =>
          problems.push(`deactivate: ${error.stack}`),
        );
      } catch (error) {
        problems.push(`deactivate threw: ${error.stack}`);
      }
      for (const one of context.subscriptions) {
        try {
          one.dispose();
        } catch (error) {
          problems.push(`dispose threw: ${error.stack}`);
        }
      }
      let timer;
      const limit = new Promise((resolve) => {
        timer = setTimeout(resolve, 5000, 'too late');
      });
      const outcome = await Promise.race([limit, ending]);
      clearTimeout(timer);
      return outcome !== 'too late';
    },
  };
}
