// What has to be so at the end of every window.

import assert from 'node:assert/strict';

/**
 * It ended in time and left nothing: no listener, view or command, no thread, no open file, nothing that keeps the
 * process, no word on its output.
 */
export function assertClean(end) {
  const { inTime, open, problems, threads, files, code, signal, output } = end;
  assert.deepEqual(
    { inTime, open, problems, threads, files, code, signal, output },
    { inTime: true, open: [], problems: [], threads: [], files: [], code: 0, signal: null, output: '' },
  );
}
