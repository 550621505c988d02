import { describe, expect, it } from 'vitest';
import { createComputedTraits } from './computed-traits.ts';
import type { Reply, TributaryClient } from './tributary-client.ts';

const DEFINITIONS: Readonly<Record<string, unknown>> = {
  order_count: { type: 'count', event: 'Order Completed' },
  revenue: { type: 'sum', event: 'Order Completed', property: 'revenue' },
};

describe('the computed traits of the sample', () => {
  it('are created', async () => {
    const { client, posted } = answering({ post: { status: 201, body: {} } });
    await createComputedTraits(client);
    expect(posted.map(({ key, definition }) => [key, definition])).toEqual(
      Object.entries(DEFINITIONS),
    );
  });

  it('may exist already', async () => {
    const { client } = answering({ post: { status: 409, body: {} } });
    await expect(createComputedTraits(client)).resolves.toBeUndefined();
  });

  it('fail when another definition has their key', async () => {
    const { client } = answering({
      post: { status: 409, body: {} },
      get: { status: 200, body: { definition: { type: 'count', event: 'Refund' } } },
    });
    await expect(createComputedTraits(client)).rejects.toThrow(/'order_count' exists/);
  });

  it('fail when they are refused', async () => {
    const { client } = answering({ post: { status: 400, body: {} } });
    await expect(createComputedTraits(client)).rejects.toThrow(/'order_count' .* 400/);
  });
});

function answering(replies: { post: Reply; get?: Reply }) {
  const posted: { key: string; definition: unknown }[] = [];
  const client: TributaryClient = {
    async post(_, body) {
      posted.push(body as { key: string; definition: unknown }); // what the subject sends
      return replies.post;
    },
    async get(path) {
      const definition = DEFINITIONS[path.split('/').at(-1) ?? ''];
      return replies.get ?? { status: 200, body: { definition } };
    },
  };
  return { client, posted };
}
