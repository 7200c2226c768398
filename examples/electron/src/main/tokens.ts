// The engine's token store on Electron's safeStorage. What is on disk is encrypted by the operating system's key store; where
// there is none, nothing is written.
//
// The engine asks its store synchronously, and safeStorage answers by promises (its synchronous calls are deprecated in
// Electron 45 and gone in 46). So secrets are decrypted before the engine opens, and a new one is encrypted (`seal`) before
// the engine is told of it: `save` then only has to write a file.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { TokenStore } from 'cortex-cloud';
import { safeStorage } from 'electron';
import { AppError } from './errors.js';

/** A secret that was encrypted and waits for the engine to say that it is to be kept. */
interface Sealed {
  name: string;
  secret: string;
  encrypted: string;
}

export class SafeTokens implements TokenStore {
  readonly #path: string;
  /** By name, in base64, as in the file. */
  readonly #encrypted = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  /** Names whose secret cannot be read, and why. */
  readonly #unreadable = new Map<string, string>();
  #sealed: Sealed | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Reads and decrypts what there is. A secret that cannot be read stays in the file: the key store may be open next time. */
  static async open(path: string): Promise<SafeTokens> {
    const tokens = new SafeTokens(path);
    for (const [name, encrypted] of Object.entries(read(path))) tokens.#encrypted.set(name, encrypted);
    for (const name of [...tokens.#encrypted.keys()]) await tokens.#decrypt(name);
    return tokens;
  }

  /** Encrypts a secret, so that `save` can keep it. To be called before the engine is given it. */
  async seal(name: string, secret: string): Promise<void> {
    const problem = await whyNot();
    if (problem !== undefined) throw problem;
    let encrypted: Buffer;
    try {
      encrypted = await safeStorage.encryptStringAsync(secret);
    } catch {
      // Nobody knows what Electron's message may quote.
      throw new AppError('tokens.unavailable', 'The key store of this system did not encrypt the credential.', true);
    }
    this.#sealed = { name, secret, encrypted: encrypted.toString('base64') };
  }

  load(name: string): string | null {
    const reason = this.#unreadable.get(name);
    if (reason !== undefined) throw new Error(reason);
    return this.#secrets.get(name) ?? null;
  }

  save(name: string, secret: string): void {
    const sealed = this.#sealed;
    if (sealed?.name !== name || sealed.secret !== secret) throw new Error('the secret was not encrypted before');
    this.#sealed = undefined;
    this.#write(new Map(this.#encrypted).set(name, sealed.encrypted));
    this.#secrets.set(name, secret);
    this.#unreadable.delete(name);
  }

  delete(name: string): void {
    const rest = new Map(this.#encrypted);
    if (rest.delete(name)) this.#write(rest);
    this.#secrets.delete(name);
    this.#unreadable.delete(name);
  }

  async #decrypt(name: string): Promise<void> {
    const encrypted = this.#encrypted.get(name) ?? '';
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'));
      this.#secrets.set(name, result);
      if (shouldReEncrypt) await this.#encryptAnew(name, result);
    } catch {
      // As above.
      this.#unreadable.set(name, 'the key store of this system does not open what this app kept; sign in again');
    }
  }

  /** The system has a new key. That it cannot be used right now is no reason to lose what the old one opened. */
  async #encryptAnew(name: string, secret: string): Promise<void> {
    try {
      await this.seal(name, secret);
      this.save(name, secret);
    } catch (error) {
      this.#sealed = undefined;
      console.warn('a credential keeps its old key for now:', error instanceof AppError ? error.code : 'not written');
    }
  }

  /** The new file or the old one, whatever happens meanwhile. */
  #write(encrypted: Map<string, string>): void {
    const beside = `${this.#path}.new`;
    const file = openSync(beside, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(Object.fromEntries(encrypted)));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.#path);
    this.#encrypted.clear();
    for (const [name, text] of encrypted) this.#encrypted.set(name, text);
  }
}

/** Why no secret can be kept on this system now; undefined if one can. */
async function whyNot(): Promise<AppError | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    return new AppError(
      'tokens.unavailable',
      'This system has no key store that is open now. Unlock it and sign in again; notes go on being kept on this device.',
      true,
    );
  }
  // There encryption is "available", with a password that is the same in every copy of Electron.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return new AppError(
      'tokens.basic_text',
      'This desktop has no key store, and this app keeps no credential unprotected. Install gnome-keyring or KWallet, or ' +
        'start the app with --password-store=gnome-libsecret; notes go on being kept on this device.',
    );
  }
  return undefined;
}

function read(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const found: unknown = JSON.parse(text);
    const isTexts = typeof found === 'object' && found !== null && Object.values(found).every(isText);
    if (isTexts) return found as Record<string, string>;
  } catch {
    // Said below.
  }
  console.warn('the file of credentials is damaged; sign in again');
  return {};
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
