// The settings, as package.json declares them. All have the scope `application`: they stand in the user's settings only,
// so that a folder somebody opens cannot send the snippets to another server.

import type { MergeStrategy } from 'cortex-cloud';
import { type ConfigurationChangeEvent, ConfigurationTarget, workspace } from 'vscode';

const SECTION = 'teamSnippets';

export interface Settings {
  /** Null keeps everything on this machine. */
  server: string | null;
  strategy: MergeStrategy;
  offline: boolean;
  syncIntervalMs: number;
}

/** What the settings are now. VS Code checks no types: what is wrong the engine refuses with its name. */
export function readSettings(): Settings {
  const settings = workspace.getConfiguration(SECTION);
  const server = settings.get<string>('server', '');
  return {
    server: typeof server === 'string' && server.trim() === '' ? null : server,
    strategy: settings.get<MergeStrategy>('strategy', 'Manual'),
    offline: settings.get<boolean>('offline', false) === true,
    syncIntervalMs: Math.round(settings.get<number>('syncIntervalSeconds', 300) * 1000),
  };
}

/** Whether the file has to be opened anew. */
export function wantsReopening(change: ConfigurationChangeEvent): boolean {
  return ['server', 'strategy', 'syncIntervalSeconds'].some((name) =>
    change.affectsConfiguration(`${SECTION}.${name}`),
  );
}

export function concernsOffline(change: ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(`${SECTION}.offline`);
}

/** Kept as a setting, so that every window follows and a restart remembers. */
export async function saveOffline(offline: boolean): Promise<void> {
  await workspace.getConfiguration(SECTION).update('offline', offline, ConfigurationTarget.Global);
}
