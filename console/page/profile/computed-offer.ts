import type { ComputedTraitInput } from '../../../shared/profile/computed-trait-definition.ts';
import { element } from '../elements.ts';
import { type ComputedTraits, describeComputedTrait } from './computed-traits.ts';

/** What a shop would like to know of everybody. The sample loader creates the first two. */
const SUGGESTED: readonly ComputedTraitInput[] = [
  { key: 'order_count', definition: { type: 'count', event: 'Order Completed' } },
  { key: 'revenue', definition: { type: 'sum', event: 'Order Completed', property: 'revenue' } },
  { key: 'products_viewed', definition: { type: 'count', event: 'Product Viewed' } },
];

/** Offers to create the suggested computed traits that are missing; `onCreated` hears of each. */
export function offerComputedTraits(traits: ComputedTraits, onCreated: () => void): void {
  const existing = new Set(traits.all().map(({ key }) => key));
  const missing = traits.mayRead() ? SUGGESTED.filter(({ key }) => !existing.has(key)) : [];
  const buttons = missing.map((input) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'chip';
    button.textContent = `+ ${input.key}`;
    button.title = `Create it: ${describeComputedTrait(input)}, from the next message on`;
    button.onclick = () => void create(button, { input, traits }).then(onCreated);
    return button;
  });
  element('computed-offer', HTMLElement).replaceChildren(...buttons);
}

async function create(
  button: HTMLButtonElement,
  { input, traits }: { input: ComputedTraitInput; traits: ComputedTraits },
): Promise<void> {
  button.disabled = true;
  try {
    await traits.create(input);
    button.remove();
  } catch (error) {
    button.textContent = `${input.key}: ${error instanceof Error ? error.message : 'failed'}`;
  }
}
