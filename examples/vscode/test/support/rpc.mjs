// Calls in both directions over a process's message channel.

/** Answers calls by `handlers`, and returns a function that makes calls. */
export function connect(channel, handlers) {
  const waiting = new Map();
  let last = 0;
  channel.on('message', async ({ id, call, args, answer, error }) => {
    if (call === undefined) {
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
      return;
    }
    try {
      channel.send({ id, answer: await handlers[call](...args) });
    } catch (thrown) {
      channel.send({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  });
  channel.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the extension host has ended'));
    waiting.clear();
  });
  return (call, ...args) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      channel.send({ id: last, call, args });
    });
}
