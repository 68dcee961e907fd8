// kill -9 at random moments while eight writers write: what was acknowledged is there, nothing is half done or twice.
import { join } from 'node:path';
import { Client } from '../harness/client.mjs';
import { check, note, same, suite } from '../harness/counting.mjs';
import { make_house, scratch, serve, token_of, tutela } from '../harness/house.mjs';
import { Writers, compare } from './writers.mjs';

const long = process.env.TUTELA_LONG === 'yes' || process.argv.includes('--long');
const kills = long ? 200 : 25;

async function state_of(house, token) {
  const c = new Client(house, { token });
  const tasks = (await c.all('tasks')).filter((t) => / w\d+-/.test(t.values.title ?? ''));
  const histories = new Map();
  for (let i = 0; i < tasks.length; i += 16)
    await Promise.all(tasks.slice(i, i + 16).map(async (t) => histories.set(t.id, (await c.get(`tasks/${t.id}/history`)).json.entries)));
  return { tasks, histories, verified: (await c.get('verify')).json };
}

await suite(async () => {
  const dir = scratch('crash');
  const data = make_house(join(dir, 'house'), 'conformant');
  let house = await serve(data, { log: join(dir, 'log') });
  const token = token_of(house, 'P-003');
  const writers = new Writers(token, 8);
  let cut = 0;
  for (let n = 0; n < kills; n += 1) {
    const writing = writers.run(house.port);
    await new Promise((done) => setTimeout(done, 5 + Math.random() * 495));
    await house.kill();
    writers.stopping = true;
    await writing;
    cut += writers.pending.size;
    house = await serve(data, { log: join(dir, 'log') });
  }
  // The last open questions are answered, then all is compared.
  const last = writers.run(house.port);
  writers.stopping = true;
  await last;
  same('every request that was cut off got an answer in the end', writers.pending.size, 0);
  check('no write was refused', !writers.refused, writers.refused);
  check(`the writers were under way when the server died (${cut} requests cut off)`, cut >= kills / 5, cut);
  const { tasks, histories, verified } = await state_of(house, token);
  const found = compare(writers.acked, tasks, histories);
  same('acknowledged and lost', found.lost, []);
  same('half applied', found.half, []);
  same('done twice', found.twice, []);
  same('the history is whole', [verified.ok, verified.faults], [true, []]);
  note(`${kills} kills, ${writers.answered} acknowledged writes, ${cut} cut off, ${tasks.length} records, ${verified.position} entries`);

  // Controls: the comparison notices an acknowledgement that was never made good, a half write and a double one.
  const [key, one] = [...writers.acked][0];
  const claimed = new Map(writers.acked).set('never', { id: 'TK-98765', version: 1, title: 'made never' });
  same('control: a write that never was is missed', compare(claimed, tasks, histories).lost.map((l) => l.key), ['never']);
  const later = new Map(writers.acked).set(key, { ...one, title: 'something else' });
  same('control: another value is missed', compare(later, tasks, histories).lost.map((l) => l.key), [key]);
  const torn = structuredClone(tasks);
  torn[0].values.note = 'torn';
  check('control: a torn record is found', compare(writers.acked, torn, histories).half.length > 0);
  const doubled = new Map(histories).set('TK-98766', structuredClone(histories.get(tasks[0].id)));
  check('control: a double write is found', compare(writers.acked, tasks, doubled).twice.length > 0);
  await house.stop();
  same('verify after a clean stop', tutela(['verify', '--data', data]).code, 0);
});
