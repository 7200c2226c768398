// A wire between the app and a server that can be cut, and that can swallow what goes in.

import { connect, createServer } from 'node:net';

export class Wire {
  /** `open`, `cut` (connections end at once) or `silent` (they are taken and nothing is ever answered). */
  state = 'open';
  /** Connections that wait for an answer in vain. */
  swallowed = 0;
  #sockets = new Set();

  static async before(context, url) {
    const wire = new Wire();
    const target = new URL(url);
    const listening = createServer((socket) => wire.#take(socket, target));
    await new Promise((resolve) => listening.listen(0, '127.0.0.1', resolve));
    context.after(() => {
      wire.set('cut');
      listening.close();
    });
    wire.url = `http://127.0.0.1:${listening.address().port}`;
    return wire;
  }

  set(state) {
    this.state = state;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #take(socket, target) {
    socket.on('error', () => undefined);
    if (this.state === 'cut') {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.state === 'silent') {
      socket.once('data', () => {
        this.swallowed += 1;
      });
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    far.on('error', () => socket.destroy());
    socket.once('close', () => far.destroy());
    socket.pipe(far).pipe(socket);
  }
}
