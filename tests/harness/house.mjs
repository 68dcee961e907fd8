// A house for a test: made by `tutela init`, served on a free port, gone at the end. Only built-in modules.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, openSync, closeSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = resolve(process.env.TUTELA ?? join(root, 'build/release/tutela'));

const made = [];
const running = new Set();
process.on('exit', () => {
  for (const server of running) server.kill('SIGKILL');
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

export function scratch(name) {
  mkdirSync(join(root, 'build/test-houses'), { recursive: true });
  const dir = mkdtempSync(join(root, 'build/test-houses', name + '-'));
  made.push(dir);
  return dir;
}

// Runs the command line; gives {code, out, err}.
export function tutela(args, { cwd, env, input } = {}) {
  const r = spawnSync(program, args, { cwd, input, encoding: 'utf8', maxBuffer: 1 << 28, env: { PATH: process.env.PATH, HOME: process.env.HOME ?? '/root', LANG: 'C.UTF-8', ...env } });
  if (r.error) throw r.error;
  return { code: r.status, out: r.stdout, err: r.stderr };
}

// `demo`: 'gaps', 'conformant', or '' for an empty organisation.
export function make_house(dir, demo = 'gaps') {
  const args = ['init', '--data', dir];
  if (demo) args.push('--demo=' + demo);
  const r = tutela(args);
  if (r.code !== 0) throw new Error(`tutela ${args.join(' ')} ended with ${r.code}: ${r.err}`);
  return dir;
}

export function copy_house(from, to) { cpSync(from, to, { recursive: true, filter: (f) => !statSync(f).isSocket() }); return to; }

// Starts `tutela serve` and waits until it says where it listens.
export async function serve(dir, { args = [], log } = {}) {
  const err = log ? openSync(log, 'a') : 'ignore';
  const child = spawn(program, ['serve', '--data', dir, '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', err] });
  if (log) closeSync(err);
  running.add(child);
  const ended = new Promise((done) => child.once('exit', (code, signal) => { running.delete(child); done({ code, signal }); }));
  let text = '';
  child.stdout.setEncoding('utf8');
  await new Promise((ready, fail) => {
    child.stdout.on('data', (piece) => { text += piece; if (/ at http:\/\/\S+\n/.test(text) && (/another link/.test(text))) ready(); });
    ended.then((how) => fail(new Error(`tutela serve ended with ${how.code ?? how.signal}: ${text}`)));
    setTimeout(() => / at http:/.test(text) ? ready() : fail(new Error('tutela serve said nothing for two minutes: ' + text)), 120_000).unref();
  });
  const address = / at (http:\/\/\S+)\n/.exec(text)[1];
  return {
    dir, address, port: Number(address.split(':').pop()), said: text, child, ended,
    link: /sign-in\?token=([0-9a-f]+)/.exec(text)?.[1],
    stop: async () => { child.kill('SIGTERM'); return ended; },
    kill: async () => { child.kill('SIGKILL'); return ended; },
  };
}

// A program's token of a person of a served house.
export function token_of(house, person, name = 'test') {
  const r = tutela(['token', '--data', house.dir, '--person', person, '--name', name]);
  if (r.code !== 0) throw new Error('tutela token: ' + r.err);
  return r.out.trim();
}

// Who holds which role in the demonstration organisation, by role's key: {isms_manager: ['P-003', …]}.
export async function holders(client) {
  const roles = Object.fromEntries((await client.all('roles')).map((r) => [r.id, r.values.key]));
  const out = {};
  for (const a of await client.all('assignments')) (out[roles[a.values.role]] ??= []).push(a.values.person);
  return out;
}

export const file_exists = existsSync;
