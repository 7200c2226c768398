// The engine's package. It is loaded when it is needed: a `require` at the top of the bundle would throw before
// `activate` is called, and the user would only read that activating the extension failed.

import type * as cortex from 'cortex-cloud';

export type { CloudEngine, CloudEvent, StatusReport } from 'cortex-cloud';

/** The package with the addon of this platform is not there, or does not load. */
export class EngineMissing extends Error {
  constructor(cause: unknown) {
    super(
      `Team Snippets cannot open its store: it has no engine for ${process.platform}-${process.arch} that loads here. ` +
        'Install the build of the extension that is made for the platform it runs on (the .vsix with that name). ' +
        `${reason(cause)}`,
      { cause },
    );
  }
}

/** The engine's package, or an `EngineMissing` that tells the user what to do. */
export function loadEngine(): typeof cortex {
  try {
    return require('cortex-cloud') as typeof cortex;
  } catch (error) {
    throw new EngineMissing(error);
  }
}

/** Which error of the engine's it is: the name of a variant of the contract. */
export function errorType(error: unknown): string | undefined {
  const type = error instanceof Error ? (error as Partial<cortex.CloudError>).type : undefined;
  return typeof type === 'string' ? type : undefined;
}

/** What an error says, and what was behind it where that is not said. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && !message.includes(cause.message) ? `${message} (${cause.message})` : message;
}

/** Tries again while another window writes to the file. The pauses leave the event loop free. */
export async function patiently<T>(call: () => T): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return call();
    } catch (error) {
      if (errorType(error) !== 'Busy' || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25 + Math.random() * 50));
    }
  }
}
