import type { ExpressionScope } from './expression-scope.ts';
import { PROJECTION_FORMS, UPDATE_FORMS } from './forms.ts';
import { randomPath, valueFor } from './random-paths.ts';
import { valueOfType } from './random-values.ts';

type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

/** One action and the section it goes into. */
interface Action {
  readonly section: Section;
  readonly text: string;
}

const PLACES = ['#name', 'nested path', 'list index'];
const ACTIONS = UPDATE_FORMS.filter((form) => !PLACES.includes(form));
const SET_TYPES = ['SS', 'NS', 'BS'] as const;

/** An update of one to four actions; paths may clash, as they may in any program. */
export function randomUpdate(scope: ExpressionScope): string {
  const actions = scope.random.oneIn(6)
    ? randomListActions(scope)
    : scope.random.list(1, 4, () => randomAction(scope));
  const sections = new Map<Section, string[]>();
  for (const { section, text } of actions) {
    sections.set(section, [...(sections.get(section) ?? []), text]);
  }
  return [...sections].map(([name, texts]) => `${name} ${texts.join(', ')}`).join(' ');
}

/** A projection of one or more paths; of several, some may clash. */
export function randomProjection(scope: ExpressionScope, most = 4): string {
  const paths = scope.random.list(1, most, () => {
    const form = scope.choose(PROJECTION_FORMS);
    if (form === 'nested path') return randomPath(scope, ['M']).text;
    if (form === 'list index') return randomPath(scope, ['L']).text;
    return randomPath(scope).text;
  });
  return [...new Set(paths)].join(', ');
}

/** Actions on different elements of one list, which have to agree on what the indexes mean. */
function randomListActions(scope: ExpressionScope): readonly Action[] {
  const { random } = scope;
  const list = scope.name(random.pick(['l', 'size']));
  scope.use('list index');
  return random.some([0, 1, 2, 3, 4, 5, 7, 9], 4).map((index): Action => {
    const path = `${list}[${index}]`;
    const number = () => scope.value(valueOfType(random, 'N'));
    return random.oneOf<Action>([
      () => ({ section: 'REMOVE', text: path }),
      () => ({ section: 'SET', text: `${path} = ${number()}` }),
      () => ({ section: 'SET', text: `${path} = ${list}[${random.below(4)}]` }),
      () => ({ section: 'ADD', text: `${path} ${number()}` }),
    ]);
  });
}

function randomAction(scope: ExpressionScope): Action {
  const form = scope.choose(ACTIONS);
  if (form === 'REMOVE') return { section: 'REMOVE', text: randomPath(scope).text };
  if (form === 'ADD number') {
    const { text } = randomPath(scope, ['N', 'M', 'L']);
    return { section: 'ADD', text: `${text} ${scope.value(valueOfType(scope.random, 'N'))}` };
  }
  if (form === 'ADD set' || form === 'DELETE') {
    const type = scope.random.pick(SET_TYPES);
    const { text } = randomPath(scope, scope.random.oneIn(4) ? ['M', 'L'] : [type]);
    const section = form === 'DELETE' ? 'DELETE' : 'ADD';
    return { section, text: `${text} ${scope.value(valueOfType(scope.random, type))}` };
  }
  return { section: 'SET', text: randomAssignment(scope, form) };
}

function randomAssignment(scope: ExpressionScope, form: string): string {
  const { random } = scope;
  if (form === 'SET +' || form === 'SET -') {
    const target = randomPath(scope, ['N', 'M', 'L']).text;
    const operand = () =>
      random.oneIn(3) ? scope.value(valueOfType(random, 'N')) : randomNumberPath(scope);
    return `${target} = ${operand()} ${form.slice('SET '.length)} ${operand()}`;
  }
  if (form === 'list_append') {
    const target = randomPath(scope, ['L']).text;
    const list = () =>
      random.oneIn(2) ? scope.value(valueOfType(random, 'L')) : randomPath(scope, ['L']).text;
    return `${target} = list_append(${list()}, ${list()})`;
  }
  const { text, type } = randomPath(scope);
  if (form === 'if_not_exists') {
    return `${text} = if_not_exists(${randomPath(scope).text}, ${scope.value(valueFor(random, type))})`;
  }
  if (form === 'SET path') return `${text} = ${randomPath(scope).text}`;
  return `${text} = ${scope.value(valueFor(random, type))}`;
}

function randomNumberPath(scope: ExpressionScope): string {
  const { text } = randomPath(scope, ['N']);
  if (!scope.random.oneIn(3)) return text;
  scope.use('if_not_exists');
  return `if_not_exists(${text}, ${scope.value(valueOfType(scope.random, 'N'))})`;
}
