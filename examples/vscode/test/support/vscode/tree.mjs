// Tree views: the provider's contract.

import { MarkdownString, ThemeIcon, TreeItem } from './basics.mjs';

export class Trees {
  #views = new Map();
  #declared;
  #commands;
  #ledger;
  #problems;

  constructor(manifest, commands, ledger, problems) {
    this.#declared = new Set(Object.values(manifest.contributes.views).flatMap((views) => views.map(({ id }) => id)));
    this.#commands = commands;
    this.#ledger = ledger;
    this.#problems = problems;
  }

  createTreeView = (id, options) => {
    if (!options?.treeDataProvider) throw new Error('Options with treeDataProvider is mandatory');
    if (!this.#declared.has(id)) throw new Error(`No view is registered with id: ${id}`);
    if (this.#views.has(id)) throw new Error(`the view ${id} has a provider already`);
    const provider = options.treeDataProvider;
    const view = { provider, refreshes: 0, elements: new Map() };
    this.#views.set(id, view);
    const listening = provider.onDidChangeTreeData?.((element) => {
      view.refreshes += 1;
      if (element) this.#problems.push('an element was refreshed; the test knows only the whole tree');
    });
    const forget = this.#ledger.note(`view ${id}`);
    // It is disposed of asynchronously, as VS Code does.
    return Object.freeze({
      dispose: async () => {
        listening?.dispose();
        await undefined;
        this.#views.delete(id);
        forget();
      },
    });
  };

  /** Draws the tree anew: everything the user would see. */
  async draw(id) {
    const view = this.#views.get(id);
    if (view === undefined) throw new Error(`No view is registered with id: ${id}`);
    view.elements.clear();
    const items = await this.#children(view, undefined);
    return { items, refreshes: view.refreshes };
  }

  /** The element that a menu of an item gives to its command. */
  element(id, label) {
    const found = this.#views.get(id).elements.get(label);
    if (found === undefined) throw new Error(`the view ${id} shows no ${label}`);
    return found;
  }

  async #children(view, parent) {
    const elements = (await view.provider.getChildren(parent)) ?? [];
    const items = [];
    for (const element of elements) {
      if (element === null || element === undefined) throw new Error('an element is null');
      const item = await view.provider.getTreeItem(element);
      items.push(this.#checked(item, items));
      view.elements.set(item.label, element);
      if (item.collapsibleState !== 0) items.push(...(await this.#children(view, element)));
    }
    return items;
  }

  #checked(item, before) {
    if (!(item instanceof TreeItem)) throw new Error('getTreeItem gives no TreeItem');
    const { label, id, description, tooltip, iconPath, contextValue, command } = item;
    if (typeof label !== 'string' || label === '') throw new Error('a TreeItem has a label');
    if (id !== undefined && before.some((one) => one.id === id)) {
      throw new Error(`Element with id ${id} is already registered`);
    }
    if (iconPath !== undefined && !(iconPath instanceof ThemeIcon)) throw new Error('the icon is no ThemeIcon');
    if (tooltip !== undefined && typeof tooltip !== 'string' && !(tooltip instanceof MarkdownString)) {
      throw new Error('the tooltip is neither a text nor a MarkdownString');
    }
    if (command !== undefined && !this.#commands.has(command.command)) {
      throw new Error(`a click would say: command '${command.command}' not found`);
    }
    return { id, label, description, icon: iconPath?.id, contextValue, tooltip: tooltip?.value ?? tooltip };
  }
}
