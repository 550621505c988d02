import { openDurableEngine, writeNumber } from './durable-engine.ts';

// Writes one number after the other for ever, and says each once the engine has acknowledged it.
const [file = ''] = process.argv.slice(2);
const service = openDurableEngine(file);
for (let number = 0; ; number += 1) {
  await writeNumber(service, number);
  process.stdout.write(`${number}\n`);
}
