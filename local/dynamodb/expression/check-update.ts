import { invalid } from '../errors.ts';
import { checkPath } from './check-path.ts';
import { isUpdateFunction, misused, notAllowedIn } from './function-names.ts';
import type { CallSyntax, SectionSyntax, SetValueSyntax } from './syntax.ts';
import { refuseRedundantParentheses } from './syntax-parts.ts';

const KIND = 'UpdateExpression';

/**
 * Refuses what an update cannot contain whatever its placeholders stand for: first redundant parentheses
 * anywhere, then from left to right functions, reserved words and indexes, then sections written twice.
 */
export function checkUpdate(sections: readonly SectionSyntax[]): void {
  const actions = sections.flatMap((section) => section.actions);
  for (const action of actions) {
    if (action.kind === 'SET') refuseRedundantParentheses(KIND, action.value);
  }
  for (const action of actions) {
    checkPath(KIND, action.path);
    if (action.kind === 'SET') checkValue(action.value, { outermost: true });
  }
  refuseRepeatedSections(sections);
}

function checkValue(value: SetValueSyntax, options: { outermost: boolean }): void {
  switch (value.kind) {
    case 'value':
      break;
    case 'path':
      checkPath(KIND, value.path);
      break;
    case 'group':
      checkValue(value.inner, options);
      break;
    case 'arithmetic':
      checkValue(value.left, { outermost: false });
      checkValue(value.right, { outermost: false });
      break;
    case 'call':
      checkCall(value, options);
  }
}

function checkCall(value: CallSyntax, options: { outermost: boolean }): void {
  if (!isUpdateFunction(value.name)) throw notAllowedIn(KIND, value.name, 'an update');
  // A list can be appended to once; if_not_exists may stand inside anything.
  if (value.name === 'list_append' && !options.outermost) throw misused(KIND, value.name);
  for (const operand of value.operands) checkValue(operand, { outermost: false });
}

function refuseRepeatedSections(sections: readonly SectionSyntax[]): void {
  const seen = new Set<string>();
  for (const { name } of sections) {
    if (seen.has(name)) {
      throw invalid(
        `Invalid ${KIND}: The "${name}" section can only be used once in an update expression;`,
      );
    }
    seen.add(name);
  }
}
