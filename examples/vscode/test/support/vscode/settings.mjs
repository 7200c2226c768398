// Settings of the user. They are kept by the editor, outside of the extension host, and are the same for every window.

import { ConfigurationTarget } from './basics.mjs';

export class Settings {
  #declared;
  #values;
  #ask;
  changes;

  constructor(manifest, values, ask, changes) {
    this.#declared = manifest.contributes.configuration.properties;
    this.#values = values;
    this.#ask = ask;
    this.changes = changes;
  }

  getConfiguration = (section = '') => {
    const full = (key) => (section === '' ? key : `${section}.${key}`);
    const declared = (key) => {
      const property = this.#declared[full(key)];
      // VS Code gives `undefined`, or what somebody wrote into settings.json. Here it is a slip.
      if (property === undefined) throw new Error(`the setting ${full(key)} is not in contributes.configuration`);
      return property;
    };
    return Object.freeze({
      get: (key, fallback) => {
        const { default: byDefault } = declared(key);
        const value = full(key) in this.#values ? this.#values[full(key)] : byDefault;
        return value === undefined ? fallback : structuredClone(value);
      },
      has: (key) => full(key) in this.#declared,
      update: async (key, value, target) => {
        const { scope } = declared(key);
        const isGlobal = target === true || target === ConfigurationTarget.Global;
        if (scope === 'application' && !isGlobal) {
          throw new Error(
            `Unable to write ${full(key)} to Workspace Settings: it can be written only into User settings.`,
          );
        }
        await this.#ask('updateSetting', full(key), value);
      },
    });
  };

  /** The user or another window has changed some. */
  accept(values, changed) {
    this.#values = values;
    this.changes.fire(
      Object.freeze({
        affectsConfiguration: (section) => {
          if (!Object.keys(this.#declared).some((name) => covers(section, name))) {
            throw new Error(`${section} is no setting in contributes.configuration`);
          }
          return changed.some((name) => covers(section, name));
        },
      }),
    );
  }
}

function covers(section, name) {
  return name === section || name.startsWith(`${section}.`);
}
