import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

describe('progress', () => {
  it('is a bar on a terminal, redrawn at most ten times a second', () => {
    const { progress, written, advance } = show({ isTTY: true });
    progress.add(10);
    progress.add(10);
    advance(1000);
    progress.add(30);
    expect(written).toHaveLength(2);
    expect(written[1]).toContain(
      `${'█'.repeat(14)}${'░'.repeat(14)} 50 of 100 messages, 50 a second`,
    );
    progress.say('nearly there');
    progress.end();
    expect(written.slice(2)).toEqual(['\r\x1b[2K  nearly there', '\r\x1b[2K']);
  });

  it('is a line per quarter anywhere else', () => {
    const { progress, written } = show({ isTTY: false });
    for (let index = 0; index < 20; index += 1) progress.add(5);
    progress.say('nearly there');
    progress.end();
    expect(written.map((line) => line.split(' messages')[0])).toEqual([
      '  25 of 100',
      '  50 of 100',
      '  75 of 100',
      '  100 of 100',
    ]);
  });
});

function show({ isTTY }: { isTTY: boolean }) {
  const written: string[] = [];
  let time = 0;
  const output = { isTTY, write: (text: string) => written.push(text) };
  const progress = createProgress({ total: 100, output, now: () => time });
  const advance = (milliseconds: number) => {
    time += milliseconds;
  };
  return { progress, written, advance };
}
