// `settings.json` in the app's folder: `{ "server": "https://sync.example.com" }`. Without it notes stay on this device.

import { readFileSync } from 'node:fs';
import { AppError } from './errors.js';

export interface Settings {
  server: string | null;
}

export function readSettings(path: string): Settings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { server: null };
    throw error;
  }
  try {
    const { server } = JSON.parse(text) as { server?: unknown };
    if (server === undefined || server === null) return { server: null };
    if (typeof server === 'string') return { server };
  } catch {
    // Said below.
  }
  throw new AppError('app.settings', `${path} has to be like {"server": "https://sync.example.com"}.`);
}
