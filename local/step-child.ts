import { type ChildProcess, spawn } from 'node:child_process';
import { ROOT } from './assembly.ts';

/** Runs parts of the start-up as processes of their own, so that they speak only to the public endpoint. */
export interface StepRunner {
  /** Runs a script of this repository with this Node; true when it succeeds. Its output goes to the terminal. */
  run(script: string, args: readonly string[]): Promise<boolean>;
  /** Ends the script that is running, if one is. */
  stop(): void;
}

/** A runner whose scripts end with this process. */
export function createStepRunner(): StepRunner {
  let running: ChildProcess | undefined;
  return {
    async run(script, args) {
      // The channel carries nothing: that it closes tells the script that nobody waits for it any more.
      const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const;
      const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: [...stdio] });
      running = child;
      const code = await new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', resolve);
      });
      running = undefined;
      return code === 0;
    },
    stop: () => void running?.kill('SIGTERM'),
  };
}
