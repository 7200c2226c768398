// The page: notes, the state of syncing, and conflicts that wait. It knows `window.notes` and the document, nothing else.

import type {
  Changes,
  Choice,
  Note,
  NotesBridge,
  OpenConflict,
  Outcome,
  PlainError,
  SyncState,
} from '../shared/bridge.js';
import { Drafts, type Saved } from './drafts.mjs';

declare global {
  interface Window {
    notes: NotesBridge;
  }
}

export function mount(document: Document, bridge: NotesBridge): void {
  new App(document, bridge).start();
}

class App {
  readonly #document: Document;
  readonly #bridge: NotesBridge;
  readonly #drafts: Drafts;
  /** How many pages of notes are shown. */
  #pages = 1;
  /** Only the newest list is shown, whichever comes last. */
  #listing = 0;

  constructor(document: Document, bridge: NotesBridge) {
    this.#document = document;
    this.#bridge = bridge;
    this.#drafts = new Drafts((id, text) => this.#save(id, text));
  }

  start(): void {
    this.#on('add', 'submit', async () => {
      await this.#add();
      await this.#list();
    });
    const key = this.#get<HTMLInputElement>('key');
    this.#on('sign-in', 'submit', async () => {
      const given = key.value;
      key.value = '';
      await this.#ask(this.#bridge.signIn(given));
      await this.#showState();
    });
    this.#on('sign-out', 'click', async () => {
      await this.#ask(this.#bridge.signOut());
      await this.#showState();
    });
    this.#on('sync', 'click', async () => {
      await this.#ask(this.#bridge.sync());
      await this.#showState();
    });
    this.#on('more', 'click', async () => {
      this.#pages += 1;
      await this.#list();
    });
    this.#bridge.onChanged((changes) => this.#changed(changes));
    this.#bridge.onClosing(async () => {
      await this.#add();
      await this.#drafts.settled();
    });
    void this.#changed({ notes: true, state: true });
  }

  async #changed(changes: Changes): Promise<void> {
    if (changes.notes) await this.#list();
    if (changes.state) await this.#showState();
  }

  /** Keeps what is in the field for a new note. */
  async #add(): Promise<void> {
    const field = this.#get<HTMLTextAreaElement>('new');
    const text = field.value;
    if (text === '') return;
    field.value = '';
    const added = await this.#ask(this.#bridge.add(text));
    if (added === undefined) field.value = text + field.value;
  }

  async #list(): Promise<void> {
    this.#listing += 1;
    const mine = this.#listing;
    const notes: Note[] = [];
    let page: string | null = null;
    for (let got = 0; got < this.#pages; got += 1) {
      const next: Awaited<ReturnType<NotesBridge['list']>> = await this.#bridge.list(page);
      if (!next.ok) {
        this.#problem(next.error);
        return;
      }
      notes.push(...next.value.notes);
      page = next.value.nextPage;
      if (page === null) break;
    }
    if (mine !== this.#listing) return;
    this.#showNotes(notes);
    this.#get('more').hidden = page === null;
  }

  /** A note that is being typed in keeps its element, its cursor and its text. */
  #showNotes(notes: Note[]): void {
    const list = this.#get('notes');
    const shown = new Map([...list.children].map((item) => [item.getAttribute('data-id') ?? '', item]));
    let place: Element | null = list.firstElementChild;
    for (const note of notes) {
      const item = shown.get(note.id) ?? this.#noteItem(note.id);
      shown.delete(note.id);
      const field = item.querySelector('textarea');
      if (field !== null && !this.#drafts.has(note.id) && field.value !== note.text) field.value = note.text;
      const mark = item.querySelector('.mark');
      if (mark !== null) mark.textContent = note.synced ? 'synced' : 'on this device';
      if (item === place) place = place.nextElementSibling;
      else list.insertBefore(item, place);
    }
    for (const [id, gone] of shown) {
      // Deleted elsewhere while it is typed in here: what was typed comes back with its save.
      if (!this.#drafts.has(id)) gone.remove();
    }
  }

  #noteItem(id: string): Element {
    const item = this.#make('li');
    item.setAttribute('data-id', id);
    const field = this.#make('textarea');
    field.setAttribute('aria-label', 'Note');
    field.addEventListener('input', () => this.#drafts.edit(id, field.value));
    const remove = this.#button('Delete', async () => {
      this.#drafts.drop(id);
      await this.#ask(this.#bridge.remove(id));
      await this.#list();
    });
    const mark = this.#make('small');
    mark.className = 'mark';
    item.append(field, remove, mark);
    return item;
  }

  async #showState(): Promise<void> {
    const state = await this.#ask(this.#bridge.state());
    if (state === undefined) return;
    this.#get('state').textContent = sentence(state);
    const isSignedIn = state.auth === 'Authenticated' || state.auth === 'Offline';
    this.#get('sign-in').hidden = state.server === null || isSignedIn;
    this.#get('sign-out').hidden = state.server === null || !isSignedIn;
    this.#get('sync').hidden = state.server === null;
    if (state.conflicts === 0) this.#showConflicts([]);
    else this.#showConflicts((await this.#ask(this.#bridge.conflicts())) ?? []);
  }

  #showConflicts(open: OpenConflict[]): void {
    this.#get('conflicts').hidden = open.length === 0;
    this.#get('open-conflicts').replaceChildren(...open.map((conflict) => this.#conflictItem(conflict)));
  }

  #conflictItem({ id, local, remote }: OpenConflict): Element {
    const settle = async (choice: Choice): Promise<void> => this.#settled(this.#bridge.settle(id, choice));
    const item = this.#make('li');
    item.setAttribute('data-id', id);
    for (const [who, text, choice] of [
      ['This device', local, 'local'],
      ['Another device', remote, 'remote'],
    ] as const) {
      const side = this.#make('p');
      side.textContent = `${who}: ${text ?? '(deleted)'}`;
      const button = this.#button(text === null ? 'Delete it' : 'Keep this', () => settle(choice));
      button.className = choice;
      item.append(side, button);
    }
    if (local !== null && remote !== null) {
      const both = this.#button('Keep both', () => this.#settled(this.#bridge.merge(id, `${local}\n${remote}`)));
      both.className = 'both';
      item.append(both);
    }
    return item;
  }

  async #settled(settling: Promise<Outcome<void>>): Promise<void> {
    await this.#ask(settling);
    await this.#changed({ notes: true, state: true });
  }

  async #save(id: string, text: string): Promise<Saved> {
    // It rejects when there was no answer at all.
    const outcome = await this.#bridge.save(id, text).catch(() => undefined);
    if (outcome === undefined) return 'again';
    if (outcome.ok) return 'saved';
    this.#problem(outcome.error);
    return outcome.error.retryable ? 'again' : 'failed';
  }

  /** What was asked for; undefined after an error, which is shown. */
  async #ask<T>(asked: Promise<Outcome<T>>): Promise<T | undefined> {
    const outcome = await asked;
    this.#problem(outcome.ok ? undefined : outcome.error);
    return outcome.ok ? outcome.value : undefined;
  }

  #problem(error: PlainError | undefined): void {
    const place = this.#get('problem');
    place.hidden = error === undefined;
    place.textContent = error === undefined ? '' : `${error.message} (${error.code})`;
  }

  #button(label: string, click: () => Promise<void>): HTMLButtonElement {
    const button = this.#make('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => void click());
    return button;
  }

  #on(id: string, event: 'click' | 'submit', act: () => Promise<void>): void {
    this.#get(id).addEventListener(event, (happened) => {
      // A form that is sent loads another page.
      happened.preventDefault();
      void act();
    });
  }

  #make<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
    return this.#document.createElement(name);
  }

  #get<Kind extends HTMLElement>(id: string): Kind {
    const found = this.#document.getElementById(id);
    if (found === null) throw new Error(`the page has no ${id}`);
    return found as Kind;
  }
}

/** The state in words. */
export function sentence(state: SyncState): string {
  const parts: string[] = [];
  if (state.server === null) parts.push('Notes stay on this device');
  else if (state.auth === 'Unauthenticated') parts.push('Not signed in');
  else parts.push(state.status);
  if (state.server !== null && state.pending > 0) parts.push(`${state.pending} waiting`);
  if (state.refused > 0) parts.push(`${state.refused} refused`);
  if (state.conflicts > 0) parts.push(`${state.conflicts} to settle`);
  if (state.error !== null) parts.push(state.error.message);
  return parts.join(' · ');
}
