import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './assembly.ts';

/** What CI runs, cheapest first: the first step that fails ends it. */
const STEPS: readonly (readonly [title: string, command: readonly string[]])[] = [
  ['format', ['biome', 'format', '.']],
  ['lint', ['biome', 'check', '--formatter-enabled=false', '.']],
  ['types', ['tsc', '--noEmit']],
  ['tests', ['vitest', 'run']],
  ['synth', ['cdk', 'synth', '--quiet']],
];

/** Runs one step with its output in the terminal; its exit code. */
async function run([program = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

for (const [title, command] of STEPS) {
  console.log(`\n== ${title}: ${command.join(' ')}`);
  const started = performance.now();
  const code = await run(command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${title} ${code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  if (code !== 0) process.exit(code);
}
