// What the contract says of the Node binding, and how what is declared and exported differs from that.

import { readFileSync } from 'node:fs';
import ts from 'typescript';

const PACKAGE = new URL('../../', import.meta.url);

/** Calls that return a promise: those that may wait for the network. */
const PROMISES = new Set(['sync', 'push', 'pull', 'verify', 'go_online', 'stop', 'set_table_policy']);
/** Calls that have a twin which returns a promise. */
const TWINS = new Set(['apply', 'put_many', 'query']);
/** Members of the engine that are JavaScript's own. */
const OWN = new Set(['events', '[Symbol.dispose]', 'applyAsync', 'putManyAsync', 'queryAsync']);
/** Dictionaries whose bodies have the type the caller says. */
const GENERIC = new Set(['CloudRecord', 'Page', 'RecordPage']);
/** What an error object carries itself. */
const NOT_DECLARED = new Set(['ErrorInfo']);

/** The contract as it is. */
export function contract() {
  return JSON.parse(readFileSync(new URL('../../udl/contract.json', PACKAGE), 'utf8'));
}

export function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** The declarations of a package that was built, read once. */
export function declarations() {
  const entry = new URL('dist/index.d.ts', PACKAGE).pathname;
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    types: ['node'],
    lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
  };
  const program = ts.createProgram([entry], options);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)));
  const resolve = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  return { checker, exported: new Map(exported.map((symbol) => [symbol.name, resolve(symbol)])) };
}

/** Every difference between a contract and what the package declares and exports, in words. */
export function differences(contract, { checker, exported }, runtime, native, coreErrors) {
  const found = [];
  const same = (what, is, wanted) => {
    if (is !== wanted) found.push(`${what}: it is ${JSON.stringify(is)}, the contract wants ${JSON.stringify(wanted)}`);
  };
  const names = namesOf(contract);
  const inputs = inputsOf(contract);
  const object = (name) => contract.objects.find((one) => one.name === name) ?? { constructors: [], methods: [] };
  const docs = (symbol) => joined(ts.displayPartsToString(symbol.getDocumentationComment(checker)));

  const members = (name) => {
    const symbol = exported.get(name);
    if (symbol === undefined) {
      found.push(`${name} is not exported`);
      return new Map();
    }
    const properties = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
    return new Map(properties.map((one) => [one.name.startsWith('__@dispose') ? '[Symbol.dispose]' : one.name, one]));
  };

  const parameters = (what, declaration, wanted) => {
    const is = declaration.parameters.map(
      (one) => `${one.name.getText()}${one.questionToken ? '?' : ''}: ${type(one.type)}`,
    );
    same(`${what}: parameters`, is.join(', '), wanted.join(', '));
  };

  const call = (what, symbol, method, { isPromise, twin = false }) => {
    const declaration = symbol.valueDeclaration;
    parameters(what, declaration, parametersOf(method, contract));
    const returns = method.returns === null ? 'void' : output(method.returns, 'T', inputs, contract);
    same(`${what}: returns`, type(declaration.type), isPromise ? `Promise<${returns}>` : returns);
    if (!twin) same(`${what}: docs`, docs(symbol), spelt(method.doc, names, !method.name.endsWith('_memory')));
    else if (docs(symbol) === '') found.push(`${what} has no docs`);
  };

  // The engine.
  const engine = members('CloudEngine');
  const methods = object('CloudEngine').methods;
  for (const method of methods) {
    const name = camel(method.name);
    const symbol = engine.get(name);
    if (symbol === undefined) {
      found.push(`CloudEngine.${name} is not declared`);
      continue;
    }
    call(`CloudEngine.${name}`, symbol, method, { isPromise: PROMISES.has(method.name) });
    if (TWINS.has(method.name)) {
      const twin = engine.get(`${name}Async`);
      if (twin === undefined) found.push(`CloudEngine.${name}Async is not declared`);
      else call(`CloudEngine.${name}Async`, twin, method, { isPromise: true, twin: true });
    }
  }
  const known = new Set(methods.map((one) => camel(one.name)));
  for (const [name, symbol] of engine) {
    // How declarations say that a class has members of its own.
    if (name === '#private') continue;
    if (!known.has(name) && !OWN.has(name)) found.push(`CloudEngine.${name} is not in the contract`);
    if (docs(symbol) === '') found.push(`CloudEngine.${name} has no docs`);
  }
  const constructed = checker.getTypeOfSymbol(exported.get('CloudEngine')).getConstructSignatures()[0].declaration;
  const opening = object('CloudEngine').constructors[0];
  parameters('CloudEngine', constructed, parametersOf(opening, contract));
  const comment = ts
    .getJSDocCommentsAndTags(constructed)
    .map((one) => ts.getTextOfJSDocComment(one.comment))
    .join('');
  same('CloudEngine: docs', joined(comment), spelt(opening.doc, names));

  const subscription = members('Subscription');
  for (const method of object('Subscription').methods) {
    const symbol = subscription.get(camel(method.name));
    if (symbol === undefined) found.push(`Subscription.${camel(method.name)} is not declared`);
    else call(`Subscription.${camel(method.name)}`, symbol, method, { isPromise: false });
  }

  // What a host implements: a callback of one method is a function.
  for (const callback of contract.callbacks) {
    const declared = exported.get(callback.name);
    if (declared === undefined) found.push(`${callback.name} is not declared`);
    else if (callback.methods.length > 1) {
      const its = [...members(callback.name).keys()].sort().join();
      same(
        callback.name,
        its,
        callback.methods
          .map((one) => camel(one.name))
          .sort()
          .join(),
      );
    } else {
      const signature = checker.getDeclaredTypeOfSymbol(declared).getCallSignatures()[0];
      const is = signature?.declaration.parameters.map((one) => type(one.type)).join();
      same(callback.name, is, callback.methods[0].arguments.map((one) => one.type).join());
    }
  }

  // Types.
  for (const dictionary of contract.dictionaries) {
    if (NOT_DECLARED.has(dictionary.name)) continue;
    const declared = members(dictionary.name);
    if (declared.size === 0) continue;
    same(`${dictionary.name}: docs`, docs(exported.get(dictionary.name)), spelt(dictionary.doc, names));
    same(
      `${dictionary.name}: members`,
      [...declared.keys()].join(),
      dictionary.fields.map((one) => camel(one.name)).join(),
    );
    for (const field of dictionary.fields) {
      const symbol = declared.get(camel(field.name));
      if (symbol === undefined) continue;
      const what = `${dictionary.name}.${symbol.name}`;
      const isInput = inputs.has(dictionary.name);
      const body = GENERIC.has(dictionary.name) ? 'T' : 'JsonObject';
      const wanted = isInput ? input(field.type) : output(field.type, body, inputs, contract);
      same(`${what}: type`, type(symbol.valueDeclaration.type), wanted);
      same(`${what}: optional`, symbol.valueDeclaration.questionToken !== undefined, isInput && field.optional);
      same(`${what}: docs`, docs(symbol), spelt(field.doc ?? '', names));
    }
  }
  for (const one of contract.enums) {
    const symbol = exported.get(one.name);
    if (symbol === undefined) {
      found.push(`${one.name} is not declared`);
      continue;
    }
    same(`${one.name}: docs`, docs(symbol), spelt(one.doc, names));
    const variants = checker.getDeclaredTypeOfSymbol(symbol).types ?? [];
    const is = variants.map((variant) => variantOf(variant, checker)).sort();
    const isInput = inputs.has(one.name);
    const of = (field) => (isInput ? input(field.type) : output(field.type, 'JsonObject', inputs, contract));
    const wanted = one.variants.map((variant) => {
      const fields = (variant.fields ?? []).map((field) => `${camel(field.name)}: ${of(field)}`);
      return [variant.name, ...fields].join('; ');
    });
    same(one.name, is.join(' | '), wanted.sort().join(' | '));
  }

  // Errors: declared, exported, and the core's.
  const variants = contract.errors.find((one) => one.name === 'CloudError')?.variants ?? [];
  const classes = [...variants.map((one) => `${one.name}Error`), 'CloudError'].sort().join();
  same(
    'error classes at run time',
    Object.keys(runtime)
      .filter((name) => name.endsWith('Error'))
      .sort()
      .join(),
    classes,
  );
  same(
    'errors of the engine',
    [...coreErrors].sort().join(),
    variants
      .map((one) => one.name)
      .sort()
      .join(),
  );
  for (const variant of variants) {
    const symbol = exported.get(`${variant.name}Error`);
    if (symbol === undefined) found.push(`${variant.name}Error is not declared`);
    else same(`${variant.name}Error: docs`, docs(symbol), spelt(variant.doc, names));
  }

  // The addon and the classes at run time.
  const twins = [...TWINS].map((name) => `${camel(name)}Async`);
  const wanted = [...methods.map((one) => camel(one.name)), ...twins].sort();
  same(
    'the addon',
    ownNames(native.CloudEngine)
      .filter((name) => name !== 'noteFailed')
      .join(),
    wanted.join(),
  );
  same(
    'the class',
    all(runtime.CloudEngine)
      .filter((name) => wanted.includes(name))
      .join(),
    wanted.join(),
  );
  for (const token of ['CancelToken', 'Subscription']) {
    const its = ownNames(native[token])
      .filter((name) => name !== 'take')
      .join();
    same(
      `the addon’s ${token}`,
      its,
      object(token)
        .methods.map((one) => camel(one.name))
        .sort()
        .join(),
    );
  }
  return found;
}

function ownNames(of) {
  return Object.getOwnPropertyNames(of.prototype)
    .filter((name) => name !== 'constructor')
    .sort();
}

/** Methods of a class and those above it. */
function all(of) {
  const names = [];
  for (let at = of.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return names.sort();
}

function type(node) {
  return node === undefined ? 'void' : node.getText().replace(/\s+/g, ' ').replace(/'/g, '"');
}

function variantOf(variant, checker) {
  if (variant.isStringLiteral()) return variant.value;
  const fields = checker.getPropertiesOfType(variant);
  const tag = fields.find((field) => field.name === 'type');
  const rest = fields.filter((field) => field !== tag);
  const name = checker.getTypeOfSymbol(tag).value;
  return [name, ...rest.map((field) => `${field.name}: ${type(field.valueDeclaration.type)}`)].join('; ');
}

function parametersOf(method, contract) {
  return method.arguments.map((one) => {
    if (one.type === 'CancelToken?') return 'options?: CallOptions';
    const dictionary = contract.dictionaries.find((known) => known.name === one.type);
    const isOptional = one.optional || (dictionary?.fields.every((field) => field.optional) && one.name !== 'policy');
    const of = contract.callbacks.some((known) => known.name === one.type.replace('?', ''))
      ? one.type.replace('?', ' | null')
      : input(one.type);
    return `${camel(one.name)}${isOptional ? '?' : ''}: ${of}`;
  });
}

/** The type of a value a host gives. */
function input(of) {
  return mapped(of, { Json: 'object', StorePath: 'string', Details: 'Record<string, string>', i64: 'number' });
}

/** The type of a value a host gets. */
function output(of, body, inputs, contract) {
  const names = { Json: body, Details: 'Record<string, string>', i64: 'number' };
  for (const name of GENERIC) names[name] = `${name}<T>`;
  for (const { name } of contract.dictionaries) if (inputs.has(name)) names[name] = `Required<${name}>`;
  return mapped(of, names);
}

function mapped(of, names) {
  if (of.endsWith('?')) return `${mapped(of.slice(0, -1), names)} | null`;
  const list = /^sequence<(.*)>$/.exec(of);
  if (list !== null) return `${mapped(list[1], names)}[]`;
  const map = /^record<string, ?(.*)>$/.exec(of);
  if (map !== null) return `Record<string, ${mapped(map[1], names)}>`;
  return names[of] ?? of;
}

/** Every type that arguments are made of. */
function inputsOf(contract) {
  const engine = contract.objects.find((one) => one.name === 'CloudEngine');
  const open = [...engine.constructors, ...engine.methods].flatMap((one) => one.arguments).map((one) => one.type);
  const found = new Set();
  while (open.length > 0) {
    for (const name of open.pop().match(/\w+/g)) {
      const dictionary = contract.dictionaries.find((one) => one.name === name);
      const variants = contract.enums.find((one) => one.name === name)?.variants;
      const fields = dictionary?.fields ?? variants?.flatMap((one) => one.fields ?? []);
      if (fields === undefined || found.has(name)) continue;
      found.add(name);
      open.push(...fields.map((field) => field.type));
    }
  }
  return found;
}

function namesOf(contract) {
  const methods = contract.objects.flatMap((one) => [...(one.constructors ?? []), ...one.methods]);
  const fields = [
    ...contract.dictionaries.flatMap((one) => one.fields),
    ...contract.enums.flatMap((one) => one.variants).flatMap((one) => one.fields ?? []),
    ...methods.flatMap((one) => one.arguments),
  ];
  const errors = contract.errors.flatMap((one) => one.variants);
  const set = (list) => new Set(list.map((one) => one.name));
  return { calls: set(methods), fields: set(fields), errors: set(errors) };
}

/** A docstring in JavaScript's spelling, errors by their classes; what has no value is null. */
function spelt(docs, { calls, fields, errors }, withFields = true) {
  const named = (one) => (calls.has(one) || (withFields && fields.has(one)) ? camel(one) : one);
  const word = (one) => (one === 'none' ? 'null' : named(one));
  const paragraph = (text) => {
    const speaksOfErrors = /[Tt]hrows/.test(text);
    return text.replace(/`([^`]*)`/g, (_, code) =>
      speaksOfErrors && errors.has(code) ? `\`${code}Error\`` : `\`${code.split('.').map(word).join('.')}\``,
    );
  };
  return joined(docs.split('\n\n').map(paragraph).join('\n\n'));
}

/** Where lines end does not count. */
function joined(docs) {
  return docs.trim().replace(/([^\n])\n(?!\n)/g, '$1 ');
}
