// API keys: kept in VS Code's SecretStorage, which answers by promises, and mirrored for the engine, which asks at once.

import type { TokenStore } from 'cortex-cloud';
import type { SecretStorage } from 'vscode';

/** The key of each server. What the engine saves here is kept for good by `keep`. */
export class Keys implements TokenStore {
  readonly #secrets: SecretStorage;
  readonly #mirror = new Map<string, string>();

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** Where SecretStorage has it. A key belongs to its server: another address gets none. */
  static nameOf(server: string): string {
    return `apiKey ${server}`;
  }

  /** Reads a server's key, before the engine opens and when another window has changed it. Says whether it is another. */
  async read(server: string): Promise<boolean> {
    const before = this.#mirror.get(server);
    const now = await this.#secrets.get(Keys.nameOf(server));
    if (now === undefined) this.#mirror.delete(server);
    else this.#mirror.set(server, now);
    return before !== now;
  }

  /** Writes to SecretStorage what the engine has saved or deleted. Rejects when it cannot be kept. */
  async keep(server: string): Promise<void> {
    const key = this.#mirror.get(server);
    if (key === undefined) await this.#secrets.delete(Keys.nameOf(server));
    else await this.#secrets.store(Keys.nameOf(server), key);
  }

  load(server: string): string | null {
    return this.#mirror.get(server) ?? null;
  }

  save(server: string, key: string): void {
    this.#mirror.set(server, key);
  }

  delete(server: string): void {
    this.#mirror.delete(server);
  }
}
