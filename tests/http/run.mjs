import { join } from 'node:path';
import { Client } from '../harness/client.mjs';
import { suite } from '../harness/counting.mjs';
import { make_house, scratch, serve, token_of } from '../harness/house.mjs';
import { bad_input } from './bad_input.mjs';
import { contract } from './contract.mjs';

await suite(async () => {
  const dir = scratch('http');
  const house = await serve(make_house(join(dir, 'house'), process.env.TUTELA_DEMO ?? 'gaps'), { log: join(dir, 'log') });
  const c = new Client(house, { token: token_of(house, 'P-003') });
  await bad_input(house, c);
  await contract(house, c);
  await house.stop();
});
