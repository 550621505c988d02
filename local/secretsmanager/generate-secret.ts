import { randomInt } from 'node:crypto';

/** `GenerateSecretString` of the template. */
export interface SecretRecipe {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
  /** A JSON object the password is added to under `GenerateStringKey`. */
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

const KNOWN: ReadonlySet<string> = new Set<keyof SecretRecipe>([
  'PasswordLength',
  'ExcludeCharacters',
  'ExcludeLowercase',
  'ExcludeUppercase',
  'ExcludeNumbers',
  'ExcludePunctuation',
  'IncludeSpace',
  'RequireEachIncludedType',
  'SecretStringTemplate',
  'GenerateStringKey',
]);

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Makes a secret from a recipe, with the machine's secure randomness. Throws on a member of the recipe it does not know. */
export function generateSecret(recipe: SecretRecipe): string {
  const unknown = Object.keys(recipe).find((name) => !KNOWN.has(name));
  if (unknown) throw new Error(`GenerateSecretString has unknown member ${unknown}`);
  const password = generatePassword(recipe);
  if (recipe.SecretStringTemplate === undefined) return password;
  const template: Record<string, unknown> = JSON.parse(recipe.SecretStringTemplate);
  return JSON.stringify({ ...template, [recipe.GenerateStringKey ?? 'password']: password });
}

function generatePassword(recipe: SecretRecipe): string {
  const alphabets = [
    recipe.ExcludeLowercase ? '' : LOWERCASE,
    recipe.ExcludeUppercase ? '' : LOWERCASE.toUpperCase(),
    recipe.ExcludeNumbers ? '' : '0123456789',
    recipe.ExcludePunctuation ? '' : PUNCTUATION,
    recipe.IncludeSpace ? ' ' : '',
  ]
    .map((alphabet) => [...alphabet].filter((c) => !recipe.ExcludeCharacters?.includes(c)))
    .filter((alphabet) => alphabet.length > 0);
  const all = alphabets.flat();
  if (all.length === 0) throw new Error('GenerateSecretString leaves no character to choose from');
  const required = recipe.RequireEachIncludedType === false ? [] : alphabets;
  const length = recipe.PasswordLength ?? 32;
  const chosen = Array.from({ length }, (_, index) => pick(required[index] ?? all));
  return shuffle(chosen).join('');
}

function pick(alphabet: readonly string[]): string {
  return alphabet[randomInt(alphabet.length)] ?? '';
}

function shuffle(characters: readonly string[]): string[] {
  const shuffled = [...characters];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const moved = shuffled[last] ?? '';
    shuffled[last] = shuffled[other] ?? '';
    shuffled[other] = moved;
  }
  return shuffled;
}
