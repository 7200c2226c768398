// Performs the steps of the behaviour suite on engines of this language. It knows no scenario and no expectation.

import { CloudEngine, CloudError } from 'cortex-cloud';
import { camel, contract, errorToContract, fromContract, toContract } from './values.mjs';

const methods = new Map(
  contract.objects.find((one) => one.name === 'CloudEngine').methods.map((one) => [one.name, one]),
);

/** Credentials in a map, and methods that throw when asked to. */
class Store {
  kept = new Map();
  failing = new Set();

  load(name) {
    this.#check('load');
    return this.kept.get(name) ?? null;
  }

  save(name, secret) {
    this.#check('save');
    this.kept.set(name, secret);
  }

  delete(name) {
    this.#check('delete');
    this.kept.delete(name);
  }

  #check(method) {
    if (this.failing.has(method)) throw new Error('the store is locked');
  }
}

export class Device {
  #engines = new Map();
  #calls = new Map();
  #lists = new Map();
  #subscriptions = new Map();
  #stores = new Map();

  /** One step, and what came of it. */
  async perform(step) {
    try {
      return { returns: (await this.#steps[step.op](step)) ?? null };
    } catch (error) {
      if (error instanceof CloudError) return { throws: errorToContract(error) };
      return { broken: error instanceof Error ? String(error.stack) : String(error) };
    }
  }

  #steps = {
    open: ({ device, config, token_store }) => {
      const store = token_store === undefined ? undefined : this.#store(token_store);
      this.#engines.set(device, new CloudEngine(fromContract('Config', config), store));
    },
    call: async ({ device, method, args }) => this.#call(device, method, args ?? {}),
    begin: ({ device, method, args, as }) => {
      const controller = new AbortController();
      const outcome = this.#call(device, method, args ?? {}, controller.signal);
      // It is looked at by `finish`, later.
      outcome.catch(() => undefined);
      this.#calls.set(as, { controller, outcome });
    },
    cancel: ({ call }) => {
      const { controller } = this.#calls.get(call);
      controller.abort();
      return controller.signal.aborted;
    },
    finish: ({ call }) => this.#calls.get(call).outcome,
    subscribe: ({ device, as, throwing }) => {
      const list = this.#list(as);
      const subscription = this.#engines.get(device).subscribe((event) => {
        list.push(toContract('CloudEvent', event));
        if (throwing === true) throw new Error('a listener that fails');
      });
      this.#subscriptions.set(as, subscription);
    },
    unsubscribe: ({ as }) => this.#subscriptions.get(as).cancel(),
    events: ({ as }) => this.#list(as),
    set_log_sink: ({ device, as, level, throwing }) => {
      const list = this.#list(as);
      const sink = (entry) => {
        list.push(toContract('LogEntry', entry));
        if (throwing === true) throw new Error('a sink that fails');
      };
      this.#engines.get(device).setLogSink(sink, level);
    },
    log: ({ as }) => this.#list(as),
    tokens: ({ token_store }) => [...this.#store(token_store).kept].map(([name, secret]) => ({ name, secret })),
    token_store: ({ token_store, failing }) => {
      this.#store(token_store).failing = new Set(failing);
    },
    reset: () => {
      for (const engine of this.#engines.values()) engine.close();
      for (const names of [this.#engines, this.#calls, this.#lists, this.#subscriptions, this.#stores]) names.clear();
    },
  };

  /** A call by the contract's name and arguments. */
  async #call(device, name, args, signal) {
    const engine = this.#engines.get(device);
    const method = methods.get(name);
    const values = method.arguments.map((argument) => {
      if (argument.type === 'CancelToken?') return { signal };
      return Object.hasOwn(args, argument.name) ? fromContract(argument.type, args[argument.name]) : undefined;
    });
    // A call that is to be cancelled must not have the thread that cancels it.
    const twin = `${camel(name)}Async`;
    const call = signal !== undefined && twin in engine ? twin : camel(name);
    const value = await engine[call](...values);
    return method.returns === null ? null : toContract(method.returns, value);
  }

  #list(name) {
    if (!this.#lists.has(name)) this.#lists.set(name, []);
    return this.#lists.get(name);
  }

  #store(name) {
    if (!this.#stores.has(name)) this.#stores.set(name, new Store());
    return this.#stores.get(name);
  }
}
