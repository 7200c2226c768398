// SecretStorage: everything by promise, texts only, shared by all windows of the user.

export function secretStorage(ask, changes) {
  const text = (value, what) => {
    if (typeof value !== 'string') throw new TypeError(`${what} is a text, and was ${typeof value}`);
    return value;
  };
  return Object.freeze({
    get: async (key) => (await ask('getSecret', text(key, 'the key'))) ?? undefined,
    store: async (key, value) => ask('storeSecret', text(key, 'the key'), text(value, 'the secret')),
    delete: async (key) => ask('deleteSecret', text(key, 'the key')),
    onDidChange: changes.event,
  });
}
