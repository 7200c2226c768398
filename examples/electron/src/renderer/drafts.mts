// Texts on their way into the file. A local write takes a fraction of a millisecond, so every change is saved at once, not
// after a pause; of those that come while one is being saved the last is saved next. Nothing waits for a network.

/** How a save ended: whether it is worth trying again if it failed. */
export type Saved = 'saved' | 'again' | 'failed';

const PAUSE_MS = 250;

interface Draft {
  text: string;
  /** Until it is saved, or was refused for good. */
  saving: Promise<void>;
  isRefused: boolean;
}

export class Drafts {
  readonly #save: (id: string, text: string) => Promise<Saved>;
  readonly #drafts = new Map<string, Draft>();

  constructor(save: (id: string, text: string) => Promise<Saved>) {
    this.#save = save;
  }

  /** Whether the page has a text that the file does not have. What the file has must not take its place then. */
  has(id: string): boolean {
    return this.#drafts.has(id);
  }

  edit(id: string, text: string): void {
    const draft = this.#drafts.get(id);
    if (draft === undefined || draft.isRefused) {
      const made: Draft = { text, saving: Promise.resolve(), isRefused: false };
      this.#drafts.set(id, made);
      made.saving = this.#deliver(id, made);
    } else {
      draft.text = text;
    }
  }

  /** The note is gone. */
  drop(id: string): void {
    this.#drafts.delete(id);
  }

  /** When everything typed until now is in the file, but for what was refused. */
  async settled(): Promise<void> {
    await Promise.all([...this.#drafts.values()].map((draft) => draft.saving));
  }

  async #deliver(id: string, draft: Draft): Promise<void> {
    while (this.#drafts.get(id) === draft) {
      const { text } = draft;
      const outcome = await this.#save(id, text);
      if (outcome === 'again') {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      } else if (draft.text !== text) {
        // Somebody types.
      } else {
        if (outcome === 'failed') draft.isRefused = true;
        else if (this.#drafts.get(id) === draft) this.#drafts.delete(id);
        return;
      }
    }
  }
}
