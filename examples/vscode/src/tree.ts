// The list of snippets.

import {
  type Event,
  EventEmitter,
  MarkdownString,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import type { Session } from './session';
import { listSnippets, type Snippet, TABLE } from './snippets';

export class SnippetTree implements TreeDataProvider<Snippet> {
  readonly #session: Session;
  readonly #changes = new EventEmitter<undefined>();
  readonly onDidChangeTreeData: Event<undefined> = this.#changes.event;
  #held = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  refresh(): void {
    this.#changes.fire(undefined);
  }

  async getChildren(element?: Snippet): Promise<Snippet[]> {
    if (element !== undefined || !this.#session.isOpen) return [];
    const { engine } = this.#session;
    this.#held = new Set(engine.conflicts({ openOnly: true, table: TABLE }).map(({ id }) => id));
    return listSnippets(engine);
  }

  getTreeItem(snippet: Snippet): TreeItem {
    const item = new TreeItem(snippet.title, TreeItemCollapsibleState.None);
    item.id = snippet.id;
    item.contextValue = 'snippet';
    item.tooltip = new MarkdownString().appendCodeblock(snippet.text, snippet.language);
    item.command = { command: 'teamSnippets.insert', title: 'Insert', arguments: [snippet] };
    if (this.#held.has(snippet.id)) {
      item.iconPath = new ThemeIcon('warning');
      item.description = 'conflict';
    } else {
      item.iconPath = new ThemeIcon(snippet.synced ? 'symbol-snippet' : 'cloud-upload');
    }
    return item;
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
