// The engine's log in an output channel. It holds no body and no credential: that is the engine's promise.

import type { CloudEngine, LogEntry } from 'cortex-cloud';
import { type LogOutputChannel, LogLevel as Shown } from 'vscode';

const LEVELS = {
  [Shown.Trace]: 'Trace',
  [Shown.Debug]: 'Debug',
  [Shown.Info]: 'Info',
  [Shown.Warning]: 'Warn',
} as const;

/** Writes the engine's log from now on. Call it again when the channel has another level. */
export function writeLog(engine: CloudEngine, channel: LogOutputChannel): void {
  if (channel.logLevel === Shown.Off) engine.clearLogSink();
  else engine.setLogSink((entry) => write(channel, entry), levelOf(channel.logLevel));
}

function levelOf(shown: Exclude<Shown, Shown.Off>): LogEntry['level'] {
  return shown === Shown.Error ? 'Error' : LEVELS[shown];
}

const METHODS = { Error: 'error', Warn: 'warn', Info: 'info', Debug: 'debug', Trace: 'trace' } as const;

function write(channel: LogOutputChannel, { level, target, message, fields }: LogEntry): void {
  const named = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
  channel[METHODS[level]](`[${target}] ${message}${named.join('')}`);
}
